"""The model as an ONNX graph: token ids of one text in, one unit vector per token out.

    ids int64 [n]  →  vectors float32 [n, 128]

The layers' weights are int8 with one scale per output, their inputs uint8 with one scale per text; the rest is float32.
A text goes through alone, without padding: what it gets does not depend on what is embedded beside it.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from weights import BLOCK, Quantized, Weights

LARGEST = 127
"""Of a weight of eight bits; -128 is left out, so that zero is in the middle."""


class Graph:
    """Collects nodes and constants. Each node's only output has the node's name."""

    def __init__(self):
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: list[str], name: str, domain: str = "", outputs: list[str] | None = None, **given):
        self.nodes.append(helper.make_node(kind, inputs, outputs or [name], name=name, domain=domain, **given))
        return name

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def nibbles(self, name: str, values: np.ndarray) -> str:
        """A constant of four bits, two values to a byte, the first one in the low bits."""
        flat = values.reshape(-1)
        packed = (flat[0::2] | (flat[1::2] << 4)).astype(np.uint8)
        tensor = onnx.TensorProto(name=name, data_type=TensorProto.UINT4, dims=values.shape, raw_data=packed.tobytes())
        self.constants.append(tensor)
        return name


def integers(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix [outputs, inputs] as int8 with a scale per output."""
    scales = np.abs(matrix).max(axis=1) / np.float32(LARGEST)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


def build(weights: Weights, rows: np.ndarray, mean: np.ndarray, axes: np.ndarray) -> onnx.ModelProto:
    """
    rows: which rows of the vocabulary to keep, ascending
    mean, axes: the projection of a hidden state of unit length, unit(state) - mean [hidden] times axes [hidden, 128]
    """
    graph = Graph()
    hidden, heads = weights.hidden, weights.heads
    width = hidden // heads
    constants = {
        "shape.split": np.array([0, heads, width], np.int64),
        "shape.joined": np.array([0, hidden], np.int64),
        "attention.scale": np.float32(1 / np.sqrt(width)),
        "zero": np.array([0], np.int64),
    }
    for name, value in constants.items():
        graph.constant(name, value)

    def normalized(inputs: str, name: str, source: str) -> str:
        scale = graph.constant(f"{name}.scale", weights.vector(f"{source}.w"))
        shift = graph.constant(f"{name}.shift", weights.vector(f"{source}.b"))
        return graph.node("LayerNormalization", [inputs, scale, shift], name, axis=-1, epsilon=weights.epsilon)

    def linear(inputs: str, name: str, sources: list[str], columns: int) -> str:
        """Layers with the same input as one: their outputs side by side."""
        matrix = np.concatenate([weights.matrix(f"{source}.w", columns).dense() for source in sources])
        bias = np.concatenate([weights.vector(f"{source}.b") for source in sources])
        values, scales = integers(matrix)
        quantized = [f"{name}.input", f"{name}.input.scale", f"{name}.input.zero"]
        graph.node("DynamicQuantizeLinear", [inputs], f"{name}.quantize", outputs=quantized)
        weight = graph.constant(f"{name}.weight", values.T)
        scale = graph.constant(f"{name}.weight.scale", scales)
        zero = graph.constant(f"{name}.weight.zero", np.zeros(len(values), np.int8))
        product = graph.node("MatMulInteger", [quantized[0], weight, quantized[2], zero], f"{name}.product")
        wide = graph.node("Cast", [product], f"{name}.wide", to=TensorProto.FLOAT)
        both = graph.node("Mul", [quantized[1], scale], f"{name}.scale")
        scaled = graph.node("Mul", [wide, both], f"{name}.scaled")
        return graph.node("Add", [scaled, graph.constant(f"{name}.bias", bias)], name)

    state = embedding(graph, weights, rows)
    state = normalized(state, "embedding", "emb.ln")
    for layer in range(weights.layers):
        at, source = f"layer{layer}", f"l{layer}"
        joined = linear(state, f"{at}.qkv", [f"{source}.{part}" for part in "qkv"], hidden)
        parts = [f"{at}.{part}" for part in ("query", "key", "value")]
        graph.node("Split", [joined], f"{at}.split", outputs=parts, axis=1, num_outputs=3)
        # heads first; keys turned, for the product with queries
        turned = [
            graph.node("Transpose", [graph.node("Reshape", [part, "shape.split"], f"{part}.heads")], f"{part}.turned", perm=order)
            for part, order in zip(parts, ([1, 0, 2], [1, 2, 0], [1, 0, 2]))
        ]
        likeness = graph.node("MatMul", turned[:2], f"{at}.likeness")
        likeness = graph.node("Mul", [likeness, "attention.scale"], f"{at}.likeness.scaled")
        shares = graph.node("Softmax", [likeness], f"{at}.shares", axis=-1)
        mixed = graph.node("MatMul", [shares, turned[2]], f"{at}.mixed")
        mixed = graph.node("Transpose", [mixed], f"{at}.mixed.turned", perm=[1, 0, 2])
        mixed = graph.node("Reshape", [mixed, "shape.joined"], f"{at}.mixed.joined")
        attended = linear(mixed, f"{at}.attention", [f"{source}.ao"], hidden)
        state = normalized(graph.node("Add", [attended, state], f"{at}.sum"), f"{at}.norm", f"{source}.aln")
        inner = linear(state, f"{at}.inner", [f"{source}.fi"], hidden)
        inner = graph.node("Gelu", [inner], f"{at}.gelu")
        outer = linear(inner, f"{at}.outer", [f"{source}.fo"], weights.inner)
        state = normalized(graph.node("Add", [outer, state], f"{at}.outer.sum"), f"{at}.outer.norm", f"{source}.oln")

    def unit(inputs: str, name: str) -> str:
        return graph.node("LpNormalization", [inputs], name, axis=-1, p=2)

    graph.constant("projection.mean", mean)
    graph.constant("projection.axes", axes)
    centred = graph.node("Sub", [unit(state, "state.unit"), "projection.mean"], "state.centred")
    unit(graph.node("MatMul", [centred, "projection.axes"], "projected"), "vectors")

    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["tokens", axes.shape[1]])],
        graph.constants,
    )
    versions = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=versions, ir_version=10, producer_name="weavelet")


def embedding(graph: Graph, weights: Weights, rows: np.ndarray) -> str:
    """Rows of the vocabulary in four bits, as they come, plus those of the positions."""
    hidden = weights.hidden
    words: Quantized = weights.matrix("emb.word", hidden)
    graph.nibbles("words", words.values[rows].reshape(len(rows), hidden))
    graph.constant("words.scale", words.scales[rows].astype(np.float32))
    graph.nibbles("words.zero", np.full((len(rows), hidden // BLOCK), 8, np.uint8))
    of_words = graph.node(
        "GatherBlockQuantized",
        ["words", "ids", "words.scale", "words.zero"],
        "words.rows",
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    # a text is of one type: its row goes into those of the positions
    positions = weights.vector("emb.pos").reshape(-1, hidden) + weights.vector("emb.type")[:hidden]
    graph.constant("positions", positions)
    count = graph.node("Shape", ["ids"], "count")
    of_positions = graph.node("Slice", ["positions", "zero", count, "zero"], "positions.rows")
    return graph.node("Add", [of_words, of_positions], "embedded")
