//! Whether two files show the same. Weights and samples are the same bits on every machine; lengths on the canvas go
//! through the system's own logarithms and roots, whose last digit is not, and are written with two decimals.

use crate::picture::taken_apart;

/// So far apart may two lengths be, in CSS pixels: the last decimal written, rounded the other way.
const LENGTH: f64 = 0.011;

/// So far apart may two colours be, of 255.
const COLOUR: u8 = 1;

/// Whether both files show the same to the eye, and say the same to the letter.
pub fn alike(a: &str, b: &str) -> bool {
    let ((a, a_pixels), (b, b_pixels)) = (taken_apart(a), taken_apart(b));
    let same_colour = |(a, b): (&u8, &u8)| a.abs_diff(*b) <= COLOUR;
    let (a, b) = (pieces(&a), pieces(&b));
    a_pixels.len() == b_pixels.len()
        && a_pixels.iter().zip(&b_pixels).all(same_colour)
        && a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| piece_is_alike(a, b))
}

/// A piece of a file.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    /// A number inside a tag: a length.
    Length(f64),
    Words(&'a str),
}

fn piece_is_alike(a: &Piece, b: &Piece) -> bool {
    match (a, b) {
        (Piece::Length(a), Piece::Length(b)) => (a - b).abs() <= LENGTH,
        _ => a == b,
    }
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    // What stands between tags is read by people: every other part, from the first on.
    let parts = text.split(['<', '>']).enumerate();
    parts.flat_map(|(i, part)| if i % 2 == 0 { vec![Piece::Words(part)] } else { of_tag(part) }).collect()
}

/// A tag cut into its numbers and whatever stands between.
fn of_tag(tag: &str) -> Vec<Piece<'_>> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let mut pieces = Vec::new();
    let mut rest = tag;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = rest.split_at(rest.find(|c| is_number(c) != is_number(first)).unwrap_or(rest.len()));
        pieces.push(piece.parse().map_or(Piece::Words(piece), Piece::Length));
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_may_be_rounded_the_other_way_and_no_more() {
        let path = |x: &str| format!(r##"<path d="M{x} -4.5L10 2" stroke="#1c2024"/>"##);
        assert!(alike(&path("3.14"), &path("3.15")));
        assert!(!alike(&path("3.14"), &path("3.16")));
        assert!(!alike(&path("3.14"), &path("3.14").replace("M", "L")));
        assert!(!alike(&path("3.14"), &path("3.14").replace("#1c2024", "#1c2025")));
        assert!(!alike(&path("3.14"), ""));
    }

    #[test]
    fn what_a_person_reads_is_the_same_to_the_letter() {
        let text = |words: &str| format!(r#"<text x="4" y="5">{words}</text>"#);
        assert!(alike(&text("0.01"), &text("0.01")));
        assert!(!alike(&text("0.01"), &text("0.02")));
    }
}
