//! Hits as JavaScript values: dates are `Date`s, vectors `Float32Array`s, missing properties `undefined`.

use js_sys::{Array, Date, Float32Array, Object, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};

use super::values::{object, set, to_js};
use crate::engine::reads::{AggregateAnswer, Answer, ProfileAnswer};
use crate::query::aggregate::Figures;
use crate::query::explain::Explanations;
use crate::query::highlight::Highlight;
use crate::query::returns::{Hit, Returned};

fn returned(value: &Returned) -> JsValue {
    match value {
        Returned::Missing => JsValue::UNDEFINED,
        Returned::Plain(plain) => to_js(plain),
        Returned::Date(millis) => Date::new(&JsValue::from_f64(*millis)).into(),
        Returned::List(items) => items.iter().map(returned).collect::<Array>().into(),
        Returned::Object(members) => {
            let out = Object::new();
            members.iter().for_each(|(name, value)| set(&out, name, &returned(value)));
            out.into()
        }
    }
}

/// What is told about a hit beside its properties, by the names it has in JavaScript.
fn metadata(hit: &Hit) -> [(&'static str, Option<JsValue>); 6] {
    let instant = |ms: i64| Date::new(&JsValue::from_f64(ms as f64)).into();
    let number = |n: f32| JsValue::from_f64(f64::from(n));
    [
        ("creationTime", hit.created.map(instant)),
        ("updateTime", hit.updated.map(instant)),
        ("distance", hit.distance.map(number)),
        ("certainty", hit.certainty.map(number)),
        ("score", hit.score.map(number)),
        ("explainScore", hit.explain_score.as_deref().map(JsValue::from_str)),
    ]
}

/// A passage; its ranges are pairs of beginning and end.
fn highlight(Highlight { property, item, passage }: &Highlight) -> JsValue {
    let ranges: Vec<u32> = passage.ranges.iter().flat_map(|range| [range.from, range.to]).collect();
    object([
        ("property", JsValue::from_str(property)),
        ("item", item.map_or(JsValue::UNDEFINED, |item| JsValue::from_f64(item as f64))),
        ("snippet", JsValue::from_str(&passage.text)),
        ("offset", JsValue::from_f64(f64::from(passage.offset))),
        ("ranges", Uint32Array::from(ranges.as_slice()).into()),
    ])
}

/// What is shared and what is told of each hit, one after the other: where the numbers stand in memory and how many there
/// are, text, arrays. The first number is how many texts the text is made of, the last ones are their lengths.
///
/// The numbers are put into `numbers`, for JavaScript to read there before it calls again: an array of its own would be
/// the largest part of what an explanation costs.
fn explanations(Explanations { head, hits, arrays }: &Explanations, numbers: &mut Vec<f64>) -> JsValue {
    numbers.clear();
    numbers.push((head.lengths.len() + hits.lengths.len()) as f64);
    for list in [&head.numbers, &hits.numbers, &head.lengths, &hits.lengths] {
        numbers.extend_from_slice(list);
    }
    let text = [head.text.as_str(), &hits.text].concat();
    // `Array.of` takes so long that it would show
    let out = Array::new();
    out.push(&JsValue::from_f64(numbers.as_ptr() as usize as f64));
    out.push(&JsValue::from_f64(numbers.len() as f64));
    out.push(&JsValue::from_str(&text));
    for array in arrays {
        out.push(&Float32Array::from(array.as_slice()));
    }
    out.into()
}

/// What few hits have: vectors, references, text for the reranker, passages.
fn extras(hit: &Hit) -> JsValue {
    let out = Object::new();
    if !hit.vectors.is_empty() {
        let vectors = Object::new();
        for (name, values, dimensions, multi) in &hit.vectors {
            let one = object([
                ("data", Float32Array::from(values.as_slice()).into()),
                ("dimensions", JsValue::from_f64(*dimensions as f64)),
                ("multi", JsValue::from_bool(*multi)),
            ]);
            set(&vectors, name, &one);
        }
        set(&out, "vectors", &vectors);
    }
    if let Some(references) = &hit.references {
        let followed = Object::new();
        for (name, target, hits) in references {
            let one = object([("targetCollection", JsValue::from_str(target)), ("objects", list(hits))]);
            set(&followed, name, &one);
        }
        set(&out, "references", &followed);
    }
    if let Some(text) = &hit.rerank_text {
        set(&out, "rerankText", &JsValue::from_str(text));
    }
    if let Some(passages) = &hit.highlights {
        set(&out, "highlights", &passages.iter().map(highlight).collect::<Array>());
    }
    out.into()
}

/// Hits of one selection: the names of what each has, once, and the values of all of them, one after the other.
/// Setting members one by one would cost more than most searches. `pkg/src/engine/hits.ts` makes objects of it.
pub fn list(hits: &[Hit]) -> JsValue {
    let values = Array::new();
    let names = hits.first().map_or(&[][..], |hit| &hit.properties);
    let told: Vec<_> = hits.iter().map(metadata).collect();
    let keys: Vec<usize> = (0..6).filter(|&key| told.iter().any(|one| one[key].1.is_some())).collect();
    for (hit, told) in hits.iter().zip(&told) {
        values.push(&JsValue::from_str(&hit.uuid));
        for &key in &keys {
            values.push(told[key].1.as_ref().unwrap_or(&JsValue::UNDEFINED));
        }
        for (_, value) in &hit.properties {
            values.push(&returned(value));
        }
    }
    let names: Array = names.iter().map(|(name, _)| JsValue::from_str(name)).collect();
    let keys: Array = keys.iter().map(|&key| JsValue::from_str(told[0][key].0)).collect();
    let out = object([("properties", names.into()), ("metadata", keys.into()), ("values", values.into())]);
    let more = |hit: &Hit| {
        let told = hit.references.is_some() || hit.rerank_text.is_some() || hit.highlights.is_some();
        told || !hit.vectors.is_empty()
    };
    if hits.iter().any(more) {
        set(out.unchecked_ref(), "extras", &hits.iter().map(extras).collect::<Array>());
    }
    out
}

fn profile(profile: &ProfileAnswer) -> JsValue {
    let searches = Object::new();
    for (kind, details) in &profile.searches {
        let texts = Object::new();
        details.iter().for_each(|(key, value)| set(&texts, key, &JsValue::from_str(value)));
        set(&searches, kind, &object([("details", texts.into())]));
    }
    let shard = object([
        ("name", JsValue::from_str(&profile.shard)),
        ("node", JsValue::from_str("weavelet")),
        ("searches", searches.into()),
    ]);
    Array::of1(&shard).into()
}

/// A search's answer. `numbers`: see [`explanations`].
pub fn answer(answer: &Answer, numbers: &mut Vec<f64>) -> JsValue {
    let out = Object::new();
    set(&out, "objects", &list(&answer.hits));
    if let Some(groups) = &answer.groups {
        let each = groups.iter().map(|group| {
            object([
                ("name", JsValue::from_str(&group.name)),
                ("minDistance", JsValue::from_f64(f64::from(group.min_distance))),
                ("maxDistance", JsValue::from_f64(f64::from(group.max_distance))),
                ("numberOfObjects", JsValue::from_f64(group.hits.len() as f64)),
                ("objects", list(&group.hits)),
            ])
        });
        set(&out, "groups", &each.collect::<Array>());
    }
    if let Some(all) = &answer.explanations {
        set(&out, "explanations", &explanations(all, numbers));
    }
    if let Some(times) = &answer.profile {
        set(&out, "profile", &profile(times));
    }
    out.into()
}

fn figures(figures: &Figures) -> JsValue {
    object([("totalCount", JsValue::from_f64(figures.total as f64)), ("properties", to_js(&figures.properties))])
}

/// An aggregation's answer; `property` is what it was grouped by.
pub fn aggregated(answer: &AggregateAnswer, property: &str) -> JsValue {
    match answer {
        AggregateAnswer::Whole(whole) => object([("result", figures(whole))]),
        AggregateAnswer::Groups(groups) => {
            let each = groups.iter().map(|group| {
                let out = Object::from(figures(&group.figures));
                let by = object([("property", JsValue::from_str(property)), ("value", to_js(&group.value))]);
                set(&out, "groupedBy", &by);
                JsValue::from(out)
            });
            object([("groups", each.collect::<Array>().into())])
        }
    }
}
