//! How much of the exact ranking is left in codes, on real token vectors.

use weavelet::vector::codec::{Codec, CodedTokens, Encoder};

use super::faq::{DIMENSIONS, Faq, ranking};

#[test]
fn codes_keep_the_best_documents() {
    let faq = Faq::read();
    let asked: Vec<(&[f32], Vec<usize>)> = faq.queries().map(|query| (query, faq.exact(query))).collect();
    let documents: Vec<&[f32]> = faq.document_at.windows(2).map(|at| &faq.all_tokens()[at[0]..at[1]]).collect();
    let coded = |codec: Codec| {
        let mut encoder = Encoder::new(codec, DIMENSIONS);
        let mut rows = |tokens: &&[f32]| {
            let mut rows = Vec::new();
            encoder.encode(tokens, &mut rows);
            rows
        };
        documents.iter().map(&mut rows).collect::<Vec<_>>()
    };
    let int8 = coded(Codec::Int8);
    // share of the exact top 10 in the top 10, 20 and 100 of the codes
    let least =
        [(Codec::Int8, [0.98, 1.0, 1.0]), (Codec::FourBit, [0.95, 1.0, 1.0]), (Codec::OneBit, [0.77, 0.96, 0.99])];
    for (codec, least) in least {
        let mut encoder = Encoder::new(codec, DIMENSIONS);
        let mut demote = |rows: &Vec<u8>| {
            let mut demoted = Vec::new();
            encoder.recode(Codec::Int8, rows, &mut demoted);
            demoted
        };
        let (rows, demoted) = (coded(codec), int8.iter().map(&mut demote).collect::<Vec<_>>());
        for (from, rows) in [("f32", &rows), ("int8", &demoted)] {
            let mut found = [0; 3];
            for (query, exact) in &asked {
                let mut query = CodedTokens::new(codec, query, DIMENSIONS);
                let ranking = ranking(rows.iter().map(|document| query.max_sim(document)));
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
