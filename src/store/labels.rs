//! What the token vectors of an object stand for: words, places on a page, patches of an image. Nothing is searched by
//! it; explanations give it back. It is stored beside an object's properties, encoded, so that whoever reads these pays
//! no more than a copy.

use crate::error::{Error, Result};
use crate::schema::Grid;
use crate::value::{Reader, write_text, write_varint};

/// Numbers of a box: x, y, width, height, as fractions of the page.
pub const BOX: usize = 4;

/// Labels of one multi-vector. Lists are empty where nothing is known, else they have an entry per token vector.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// Words or parts of words.
    pub tokens: Vec<String>,
    /// [`BOX`] numbers each; zeros where a token has no box.
    pub boxes: Vec<f32>,
    /// Patches, row by row: what the first token vectors are.
    pub grid: Option<Grid>,
}

impl Labels {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.boxes.is_empty() && self.grid.is_none()
    }

    /// Whether they fit so many token vectors.
    pub fn check(&self, count: usize) -> Result<()> {
        let fits = |entries: usize| entries == 0 || entries == count;
        let cells = self.grid.map_or(0, |grid| grid.rows.saturating_mul(grid.columns));
        if fits(self.tokens.len())
            && fits(self.boxes.len() / BOX)
            && self.boxes.len().is_multiple_of(BOX)
            && cells <= count
        {
            return Ok(());
        }
        Err(Error::unprocessable(format!(
            "labels do not fit {count} token vectors: {} tokens, {} boxes, {cells} patches",
            self.tokens.len(),
            self.boxes.len() / BOX
        )))
    }

    /// The box of a token: its own, or its cell in the grid.
    pub fn box_of(&self, token: usize) -> Option<[f32; BOX]> {
        if let Some(own) = self.boxes.as_chunks().0.get(token) {
            return (*own != [0.0; BOX]).then_some(*own);
        }
        let Grid { rows, columns } = self.grid.filter(|grid| token < grid.rows * grid.columns)?;
        let (width, height) = (1.0 / columns as f32, 1.0 / rows as f32);
        Some([(token % columns) as f32 * width, (token / columns) as f32 * height, width, height])
    }

    /// The labels of vectors that each stand for several of these: their words together, the box around their boxes.
    pub fn pooled(&self, members: &[Vec<u32>]) -> Labels {
        let each = |group: &Vec<u32>| group.iter().map(|member| *member as usize).collect::<Vec<_>>();
        let mut pooled = Labels::default();
        if !self.tokens.is_empty() {
            let text = |group: &Vec<u32>| {
                let words: Vec<&str> = each(group).into_iter().map(|member| self.tokens[member].as_str()).collect();
                words.join(" ")
            };
            pooled.tokens = members.iter().map(text).collect();
        }
        if !self.boxes.is_empty() || self.grid.is_some() {
            let around = |group: &Vec<u32>| {
                let boxes = each(group).into_iter().filter_map(|member| self.box_of(member));
                let joined = boxes.reduce(|[ax, ay, aw, ah], [bx, by, bw, bh]| {
                    let (x, y) = (ax.min(bx), ay.min(by));
                    [x, y, (ax + aw).max(bx + bw) - x, (ay + ah).max(by + bh) - y]
                });
                joined.unwrap_or_default()
            };
            pooled.boxes = members.iter().flat_map(around).collect();
        }
        pooled
    }

    fn encode(&self, out: &mut Vec<u8>) {
        write_varint(out, self.tokens.len() as u64);
        self.tokens.iter().for_each(|token| write_text(out, token));
        write_varint(out, self.boxes.len() as u64);
        self.boxes.iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
        let Grid { rows, columns } = self.grid.unwrap_or(Grid { rows: 0, columns: 0 });
        [rows, columns].iter().for_each(|side| write_varint(out, *side as u64));
    }

    fn decode(bytes: &[u8]) -> Result<Labels> {
        let mut reader = Reader::new(bytes);
        let mut labels = Labels::default();
        for _ in 0..reader.count()? {
            labels.tokens.push(reader.text()?.to_owned());
        }
        let numbers = reader.count()?;
        let boxes = reader.take(numbers * size_of::<f32>())?.as_chunks().0;
        labels.boxes = boxes.iter().map(|number| f32::from_le_bytes(*number)).collect();
        let grid = Grid { rows: reader.varint()? as usize, columns: reader.varint()? as usize };
        labels.grid = (grid.rows > 0).then_some(grid);
        Ok(labels)
    }
}

/// Labels by target, encoded: for each the name, a length in bytes, and so many bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelSet(Vec<u8>);

impl LabelSet {
    /// What [`LabelSet::bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> LabelSet {
        LabelSet(bytes.to_vec())
    }

    /// Its bytes; none where nothing is known.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Adds the labels of a target that has none here.
    pub fn add(&mut self, target: &str, labels: &Labels) {
        if !labels.is_empty() {
            let mut bytes = Vec::new();
            labels.encode(&mut bytes);
            self.put(target, &bytes);
        }
    }

    /// Adds those that another set has for a target.
    pub fn keep(&mut self, target: &str, from: &LabelSet) -> Result<()> {
        if let Some(bytes) = from.find(target)? {
            self.put(target, bytes);
        }
        Ok(())
    }

    fn put(&mut self, target: &str, bytes: &[u8]) {
        write_text(&mut self.0, target);
        write_varint(&mut self.0, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// The labels of a target; empty where there are none.
    pub fn get(&self, target: &str) -> Result<Labels> {
        self.find(target)?.map_or_else(|| Ok(Labels::default()), Labels::decode)
    }

    /// The words of a target's token vectors; none where they are not known.
    pub fn tokens(&self, target: &str) -> Result<impl Iterator<Item = &str>> {
        let mut reader = Reader::new(self.find(target)?.unwrap_or_default());
        let count = if reader.rest().is_empty() { 0 } else { reader.count()? };
        // what is damaged further on is found when it is read whole
        Ok((0..count).map_while(move |_| reader.text().ok()))
    }

    fn find(&self, target: &str) -> Result<Option<&[u8]>> {
        let mut reader = Reader::new(&self.0);
        while !reader.rest().is_empty() {
            let name = reader.text()?;
            let length = reader.count()?;
            let bytes = reader.take(length)?;
            if name == target {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Labels {
        Labels { tokens: words.iter().map(|word| (*word).to_owned()).collect(), ..Labels::default() }
    }

    fn patches(rows: usize, columns: usize) -> Labels {
        Labels { grid: Some(Grid { rows, columns }), ..Labels::default() }
    }

    #[test]
    fn a_set_keeps_what_each_target_has() {
        let boxes = Labels { boxes: vec![0.0, 0.25, 0.5, 1.0, 0.0, 0.0, 0.0, 0.0], ..words(&["a", "日本"]) };
        let mut set = LabelSet::default();
        set.add("page", &patches(2, 3));
        set.add("none", &Labels::default());
        set.add("text", &boxes);
        let read = LabelSet::from_bytes(set.bytes());
        assert_eq!((read.get("text"), read.get("page")), (Ok(boxes.clone()), Ok(patches(2, 3))));
        assert_eq!((read.get("none"), read.get("")), (Ok(Labels::default()), Ok(Labels::default())));
        let mut kept = LabelSet::default();
        kept.keep("text", &set).unwrap();
        kept.keep("none", &set).unwrap();
        assert_eq!((kept.get("text"), kept.get("page")), (Ok(boxes), Ok(Labels::default())));
        assert_eq!(read.tokens("text").unwrap().collect::<Vec<_>>(), ["a", "日本"]);
        assert_eq!(read.tokens("page").unwrap().count() + read.tokens("none").unwrap().count(), 0);
        for cut in 1..set.bytes().len() {
            let cut = LabelSet::from_bytes(&set.bytes()[..cut]);
            assert!(cut.get("text").is_err() || cut.get("text") == Ok(Labels::default()));
        }
    }

    #[test]
    fn boxes_are_given_or_cells_of_the_grid() {
        assert_eq!(patches(2, 4).box_of(5), Some([0.25, 0.5, 0.25, 0.5]));
        assert_eq!(patches(2, 4).box_of(8), None);
        let given = Labels { boxes: vec![0.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.4], ..Labels::default() };
        assert_eq!((given.box_of(0), given.box_of(1), given.box_of(2)), (None, Some([0.1, 0.2, 0.3, 0.4]), None));
    }

    #[test]
    fn pooled_vectors_have_the_labels_of_all_they_stand_for() {
        let pooled = Labels { boxes: Vec::new(), ..patches(2, 2) }.pooled(&[vec![0, 1], vec![2, 3], vec![4]]);
        assert_eq!(pooled.boxes, [0.0, 0.0, 1.0, 0.5, 0.0, 0.5, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(words(&["a", "b", "c"]).pooled(&[vec![0, 2], vec![1]]).tokens, ["a c", "b"]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(words(&["a", "b"]).check(2).is_ok() && Labels::default().check(7).is_ok());
        assert!(words(&["a"]).check(2).is_err() && patches(2, 2).check(3).is_err() && patches(2, 2).check(5).is_ok());
        let boxes = Labels { boxes: vec![0.0; 5], ..Labels::default() };
        assert!(boxes.check(1).unwrap_err().message.contains("1 boxes"));
    }
}
