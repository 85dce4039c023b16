//! Jina's embedding API: the requests of the four modules, and its replies.

use super::json::{Failure, Reader, push_string};

/// Where Jina's API is unless a module is configured otherwise.
pub const BASE_URL: &str = "https://api.jina.ai";

/// Why nothing is sent without a key.
pub const NO_KEY: &str = "API Key: no api key found neither in request header: X-Jinaai-Api-Key nor in environment \
                          variable under JINAAI_APIKEY";

/// A module that asks Jina.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// `text2multivec-jinaai`, also called `text2colbert-jinaai`.
    Text2MultiVec,
    /// `text2vec-jinaai`.
    Text2Vec,
    /// `multi2multivec-jinaai`.
    Multi2MultiVec,
    /// `multi2vec-jinaai`.
    Multi2Vec,
}

impl Module {
    /// The module of a schema's name for it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "text2multivec-jinaai" | "text2colbert-jinaai" => Some(Module::Text2MultiVec),
            "text2vec-jinaai" => Some(Module::Text2Vec),
            "multi2multivec-jinaai" => Some(Module::Multi2MultiVec),
            "multi2vec-jinaai" => Some(Module::Multi2Vec),
            _ => None,
        }
    }

    fn default_model(self) -> &'static str {
        match self {
            Module::Text2MultiVec => "jina-colbert-v2",
            Module::Text2Vec | Module::Multi2MultiVec => "jina-embeddings-v4",
            Module::Multi2Vec => "jina-clip-v2",
        }
    }

    fn is_multi_modal(self) -> bool {
        matches!(self, Module::Multi2MultiVec | Module::Multi2Vec)
    }
}

/// A module's settings; what is absent has a default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings<'a> {
    /// Where the API is.
    pub base_url: Option<&'a str>,
    /// Which model embeds.
    pub model: Option<&'a str>,
    /// How many numbers a vector has.
    pub dimensions: Option<u64>,
}

/// Something to embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JinaInput<'a> {
    /// A text.
    Text(&'a str),
    /// An image, base64.
    Image(&'a str),
}

/// What the embeddings are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be found.
    Document,
    /// To find.
    Query,
}

/// A POST request; the caller adds the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JinaRequest {
    /// Where it goes.
    pub url: String,
    /// Its JSON.
    pub body: String,
}

pub(super) fn join_url(base: Option<&str>, path: &str) -> String {
    let base = base.filter(|base| !base.is_empty()).unwrap_or(BASE_URL);
    format!("{}{path}", base.trim_end_matches('/'))
}

/// Appends a list, each element by `push`.
pub(super) fn push_list<T>(out: &mut String, items: &[T], push: impl Fn(&mut String, &T)) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(']');
}

/// The request for the embeddings of all inputs.
pub fn request(module: Module, settings: &Settings, inputs: &[JinaInput], purpose: Purpose) -> JinaRequest {
    let model = settings.model.filter(|model| !model.is_empty()).unwrap_or(module.default_model());
    let images = inputs.iter().any(|input| matches!(input, JinaInput::Image(_)));
    let objects = module.is_multi_modal() && (purpose == Purpose::Document || images);
    let mut body = String::from("{\"input\":");
    push_list(&mut body, inputs, |out, input| {
        let (key, value) = match *input {
            JinaInput::Text(text) => ("{\"text\":", text),
            JinaInput::Image(image) => ("{\"image\":", image),
        };
        if objects {
            out.push_str(key);
        }
        push_string(out, value);
        if objects {
            out.push('}');
        }
    });
    body.push_str(",\"model\":");
    push_string(&mut body, model);
    body.push_str(",\"embedding_type\":\"float\"");
    // these models need a task; only requests of plain texts name it
    if !objects && (model.contains("v3") || model.contains("clip")) {
        let normalized = module.is_multi_modal();
        let task = if purpose == Purpose::Query { "query" } else { "passage" };
        body.push_str(&format!(",\"normalized\":{normalized},\"task\":\"retrieval.{task}\""));
    }
    let dimensions = match module {
        Module::Text2MultiVec => settings.dimensions.or(Some(128)),
        Module::Multi2MultiVec => None,
        Module::Text2Vec | Module::Multi2Vec => settings.dimensions,
    };
    if let Some(dimensions) = dimensions {
        body.push_str(&format!(",\"dimensions\":{dimensions}"));
    }
    if module == Module::Multi2MultiVec {
        body.push_str(",\"return_multivector\":true");
    }
    body.push('}');
    let path = if module == Module::Text2MultiVec { "/v1/multi-vector" } else { "/v1/embeddings" };
    JinaRequest { url: join_url(settings.base_url, path), body }
}

/// One embedding: a vector, or a token matrix row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embedding {
    /// All numbers.
    pub data: Vec<f32>,
    /// Rows, 1 for a vector.
    pub rows: usize,
    /// Numbers per row.
    pub dims: usize,
    /// Whether it is a matrix.
    pub multi: bool,
}

/// The embeddings of a reply, in the order of the inputs, or why there are none in the server's words.
pub fn response(status: u16, body: &str) -> Result<Vec<Embedding>, String> {
    let mut slots = Vec::new();
    let parsed = read_reply(body, "data", |r| {
        slots.push(slot(r)?);
        Ok(())
    });
    if status == 200 {
        parsed.map_err(|why| format!("failed to parse vectorization response (status {status}): {why}"))?;
        let wanted = slots.len();
        let mut embeddings: Vec<Option<Embedding>> = vec![None; wanted];
        for (index, embedding) in slots {
            if let Some(slot) = embeddings.get_mut(index) {
                *slot = Some(embedding);
            }
        }
        return match embeddings.into_iter().collect::<Option<Vec<Embedding>>>() {
            Some(all) if wanted > 0 => Ok(all),
            _ => Err(format!("failed to parse vectorization response (status {status}): embeddings are missing")),
        };
    }
    match parsed {
        Ok(detail) => Err(refusal("connection to: JinaAI API failed with status:", status, " error:", &detail)),
        Err(why) => Err(format!("failed to parse vectorization response (status {status}): {why}")),
    }
}

/// The text of a reply that is no success.
pub(super) fn refusal(begin: &str, status: u16, before: &str, detail: &str) -> String {
    if detail.is_empty() { format!("{begin} {status}") } else { format!("{begin} {status}{before} {detail}") }
}

/// Reads a reply: gives each entry of its list `name` to `each`, and returns the reason of a failure, empty if none.
pub(super) fn read_reply(
    body: &str,
    name: &str,
    mut each: impl FnMut(&mut Reader) -> Result<(), Failure>,
) -> Result<String, Failure> {
    let mut reader = Reader::new(body);
    let mut why = String::new();
    reader.object(|r, key| {
        match key {
            "detail" => why = detail(r)?,
            _ if key == name && r.peek() == Some('[') => r.list(&mut each)?,
            _ => {
                r.skip()?;
            }
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(why)
}

/// The reason a service gives: a text, or a structure that is shown as it is.
fn detail(reader: &mut Reader) -> Result<String, Failure> {
    match reader.peek() {
        Some('"') => reader.string(),
        _ => reader.skip().map(|raw| if raw == "null" { String::new() } else { raw.to_owned() }),
    }
}

fn slot(reader: &mut Reader) -> Result<(usize, Embedding), Failure> {
    let (mut index, mut one, mut several) = (0, Embedding::default(), Embedding::default());
    reader.object(|r, key| {
        match key {
            "index" => index = r.number()? as usize,
            "embedding" if r.peek() == Some('[') => one = numbers(r)?,
            "embeddings" if r.peek() == Some('[') => several = numbers(r)?,
            _ => {
                r.skip()?;
            }
        }
        Ok(())
    })?;
    Ok((index, if one.data.is_empty() { several } else { one }))
}

/// A list of numbers, or a list of such lists of one length.
fn numbers(reader: &mut Reader) -> Result<Embedding, Failure> {
    let mut found = Embedding::default();
    reader.list(|r| {
        if r.peek() != Some('[') {
            found.data.push(r.number32()?);
            return Ok(());
        }
        let before = found.data.len();
        r.list(|r| {
            found.data.push(r.number32()?);
            Ok(())
        })?;
        let dims = found.data.len() - before;
        if found.rows > 0 && dims != found.dims {
            return Err("multi vector array consists of vectors with varying dimensions".to_owned());
        }
        found.multi = true;
        found.dims = dims;
        found.rows += 1;
        Ok(())
    })?;
    if !found.multi {
        (found.rows, found.dims) = (1, found.data.len());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(module: &str, settings: &Settings, inputs: &[JinaInput], purpose: Purpose) -> String {
        request(Module::from_name(module).unwrap(), settings, inputs, purpose).body
    }

    #[test]
    fn requests_of_each_module() {
        let (none, text) = (Settings::default(), [JinaInput::Text("a \"b\"")]);
        let colbert = request(Module::Text2MultiVec, &none, &text, Purpose::Query);
        assert_eq!(colbert.url, "https://api.jina.ai/v1/multi-vector");
        let want = r#"{"input":["a \"b\""],"model":"jina-colbert-v2","embedding_type":"float","dimensions":128}"#;
        assert_eq!(colbert.body, want);
        assert_eq!(colbert, request(Module::Text2MultiVec, &none, &text, Purpose::Document));
        let v3 = Settings { base_url: Some("http://x/"), model: Some("jina-embeddings-v3"), dimensions: Some(32) };
        let single = request(Module::Text2Vec, &v3, &[JinaInput::Text("x"), JinaInput::Text("y")], Purpose::Document);
        assert_eq!(single.url, "http://x/v1/embeddings");
        let want = r#"{"input":["x","y"],"model":"jina-embeddings-v3","embedding_type":"float","normalized":false,"task":"retrieval.passage","dimensions":32}"#;
        assert_eq!(single.body, want);
        let want = r#"{"input":[{"image":"iVBO"}],"model":"jina-embeddings-v4","embedding_type":"float","return_multivector":true}"#;
        assert_eq!(body("multi2multivec-jinaai", &none, &[JinaInput::Image("iVBO")], Purpose::Document), want);
        let want = r#"{"input":["x"],"model":"jina-embeddings-v4","embedding_type":"float","return_multivector":true}"#;
        assert_eq!(body("multi2multivec-jinaai", &none, &[JinaInput::Text("x")], Purpose::Query), want);
        let want = r#"{"input":["x"],"model":"jina-clip-v2","embedding_type":"float","normalized":true,"task":"retrieval.query"}"#;
        assert_eq!(body("multi2vec-jinaai", &none, &[JinaInput::Text("x")], Purpose::Query), want);
        let want = r#"{"input":[{"text":"x"},{"image":"y"}],"model":"jina-clip-v2","embedding_type":"float"}"#;
        let both = [JinaInput::Text("x"), JinaInput::Image("y")];
        assert_eq!(body("multi2vec-jinaai", &none, &both, Purpose::Document), want);
        assert_eq!(Module::from_name("text2colbert-jinaai"), Some(Module::Text2MultiVec));
        assert_eq!(Module::from_name("text2vec-openai"), None);
    }

    #[test]
    fn replies() {
        let reply = r#"{"model":"m","object":"list","usage":{"total_tokens":1},"data":[
            {"object":"embeddings","index":1,"embeddings":[[0.5,-1e-2],[3,4]]},
            {"object":"embedding","index":0,"embedding":[1,2,3]}]}"#;
        let vector = Embedding { data: vec![1.0, 2.0, 3.0], rows: 1, dims: 3, multi: false };
        let matrix = Embedding { data: vec![0.5, -0.01, 3.0, 4.0], rows: 2, dims: 2, multi: true };
        assert_eq!(response(200, reply).unwrap(), [vector, matrix]);
        let ragged = r#"{"data":[{"index":0,"embeddings":[[1,2],[3]]}]}"#;
        assert!(response(200, ragged).unwrap_err().contains("varying dimensions"));
        for gap in [r#"{"data":[]}"#, r#"{"data":[{"index":1,"embedding":[1]}]}"#, "{}"] {
            assert!(response(200, gap).unwrap_err().contains("embeddings are missing"));
        }
    }

    #[test]
    fn refusals_in_the_servers_words() {
        let text = |status, body| response(status, body).unwrap_err();
        let begin = "connection to: JinaAI API failed with status:";
        assert_eq!(text(401, r#"{"detail":"Invalid API key"}"#), format!("{begin} 401 error: Invalid API key"));
        assert_eq!(text(429, "{}"), format!("{begin} 429"));
        assert_eq!(text(422, r#"{"detail":[{"msg":"x"}]}"#), format!("{begin} 422 error: [{{\"msg\":\"x\"}}]"));
        let html =
            "failed to parse vectorization response (status 502): invalid character '<' looking for beginning of value";
        assert_eq!(text(502, "<html>"), html);
        assert!(text(200, "nothing").starts_with("failed to parse vectorization response (status 200): "));
    }
}
