//! `reranker-jinaai`: the request and the scores of its reply.

use super::jina::{JinaRequest, join_url, push_list, read_reply, refusal};
use super::json::{Failure, Reader, push_string};

/// Documents per request.
pub const CHUNK: usize = 1000;

/// The model unless configured otherwise.
pub const MODEL: &str = "jina-reranker-v2-base-multilingual";

/// The request to score documents against a query.
pub fn request(documents: &[&str], query: &str, model: Option<&str>, base_url: Option<&str>) -> JinaRequest {
    let mut body = String::from("{\"documents\":");
    push_list(&mut body, documents, |out, document| push_string(out, document));
    body.push_str(",\"query\":");
    push_string(&mut body, query);
    body.push_str(",\"model\":");
    push_string(&mut body, model.filter(|model| !model.is_empty()).unwrap_or(MODEL));
    body.push('}');
    JinaRequest { url: join_url(base_url, "/v1/rerank"), body }
}

/// One score per document, in the order of the documents.
pub fn response(status: u16, body: &str, documents: usize) -> Result<Vec<f64>, String> {
    let mut scores = vec![None; documents];
    let parsed = read_reply(body, "results", |r| {
        let (index, score) = score(r)?;
        if let Some(slot) = scores.get_mut(index) {
            *slot = Some(score);
        }
        Ok(())
    });
    if status != 200 {
        return Err(match parsed {
            Ok(detail) => refusal("connection to Jinaai API failed with status", status, ":", &detail),
            Err(why) => format!("unmarshal error from response body: {why}"),
        });
    }
    parsed.map_err(|why| format!("failed to parse reranker response (status {status}): {why}"))?;
    let all: Option<Vec<f64>> = scores.into_iter().collect();
    all.ok_or_else(|| format!("failed to parse reranker response (status {status}): scores are missing"))
}

/// One entry of the reply: the document's place and its score.
fn score(reader: &mut Reader) -> Result<(usize, f64), Failure> {
    let (mut index, mut score) = (0, 0.0);
    reader.object(|r, key| {
        match key {
            "index" => index = r.number()? as usize,
            "relevance_score" => score = r.number()?,
            _ => {
                r.skip()?;
            }
        }
        Ok(())
    })?;
    Ok((index, score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_and_scores() {
        let asked = request(&["a", "b\n"], "q", None, None);
        assert_eq!(asked.url, "https://api.jina.ai/v1/rerank");
        let want = r#"{"documents":["a","b\n"],"query":"q","model":"jina-reranker-v2-base-multilingual"}"#;
        assert_eq!(asked.body, want);
        let reply = r#"{"results":[{"index":1,"document":{"text":"b"},"relevance_score":0.75},{"index":0,"relevance_score":0.5}]}"#;
        assert_eq!(response(200, reply, 2).unwrap(), [0.5, 0.75]);
        assert!(response(200, reply, 3).unwrap_err().contains("scores are missing"));
        let refused = response(401, r#"{"detail":"Invalid API key"}"#, 2).unwrap_err();
        assert_eq!(refused, "connection to Jinaai API failed with status 401: Invalid API key");
        assert_eq!(response(500, "{}", 1).unwrap_err(), "connection to Jinaai API failed with status 500");
    }
}
