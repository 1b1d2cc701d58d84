//! A person's own data as a word that a browser remembers: the bandwidth, and the points as in a link.

use diffusion::dataset::Points;

/// The word for these points.
pub fn to_word(points: &Points) -> String {
    format!("{} {points}", points.bandwidth())
}

/// The points of a word; none where it is not whole.
pub fn from_word(word: &str) -> Option<Points> {
    let (bandwidth, points) = word.split_once(' ')?;
    Points::read(points).ok()?.with_bandwidth(plot::parse_number(bandwidth)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_as_it_was_written_or_not_at_all() {
        let points = Points::DEFAULT.with_bandwidth(0.125).unwrap();
        let word = to_word(&points);
        assert_eq!(from_word(&word), Some(points));
        for nonsense in ["", " ", "0.1", "x CH", &word[..word.len() - 1]] {
            assert_eq!(from_word(nonsense), None, "{nonsense}");
        }
    }
}
