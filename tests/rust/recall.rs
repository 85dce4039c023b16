//! How much of the exact ranking is left in codes, on real token vectors.

use weavelet::vector::codec::{Codec, CodedTokens, Encoder};

use super::faq::{DIMENSIONS, Faq, ranking};

#[test]
fn codes_keep_the_best_documents() {
    let faq = Faq::read();
    let asked: Vec<(&[f32], Vec<usize>)> = faq.queries().map(|query| (query, faq.exact(query))).collect();
    let mut int8 = Vec::new();
    Encoder::new(Codec::Int8, DIMENSIONS).encode(faq.all_tokens(), &mut int8);
    // share of the exact top 10 in the top 10, 20 and 100 of the codes
    let least =
        [(Codec::Int8, [0.98, 1.0, 1.0]), (Codec::FourBit, [0.95, 1.0, 1.0]), (Codec::OneBit, [0.77, 0.96, 0.99])];
    for (codec, least) in least {
        let size = codec.bytes_per_token(DIMENSIONS);
        let mut encoder = Encoder::new(codec, DIMENSIONS);
        let (mut rows, mut demoted) = (Vec::new(), Vec::new());
        encoder.encode(faq.all_tokens(), &mut rows);
        encoder.recode(Codec::Int8, &int8, &mut demoted);
        for (from, rows) in [("f32", &rows), ("int8", &demoted)] {
            let mut found = [0; 3];
            for (query, exact) in &asked {
                let mut query = CodedTokens::new(codec, query, DIMENSIONS);
                let row = |number: usize| number / DIMENSIONS * size;
                let documents = faq.document_at.windows(2).map(|at| &rows[row(at[0])..row(at[1])]);
                let ranking = ranking(documents.map(|document| query.max_sim(document)));
                for (found, depth) in found.iter_mut().zip([10, 20, 100]) {
                    *found += exact[..10].iter().filter(|best| ranking[..depth].contains(best)).count();
                }
            }
            let shares = found.map(|found| found as f32 / (10 * asked.len()) as f32);
            println!("{codec:?} from {from}: exact top 10 in top 10, 20, 100: {shares:?}");
            assert!(shares.iter().zip(least).all(|(share, least)| *share >= least), "{codec:?}: {shares:?} {least:?}");
        }
    }
}
