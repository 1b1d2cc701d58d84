//! Points as text for links: the number of coordinates, the size of their grid, and their cells, packed.
//!
//! Six bits in a character, with the alphabet of RFC 4648, sec. 5. The points rise in the first coordinate: a point has
//! the cells from the point before on, five bits in a character and one that says that more follow (LEB128), and its
//! second coordinate in two characters. The last character is there to check the others by.

use super::point_grid::{EXPONENTS, MAX_POINTS, PointGrid};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What says that more bits of a number follow.
const MORE: u16 = 32;

/// A character of the check is none of those that people lose at the end of a link.
const CHECKS: u32 = 62;

/// The text of cells in rising order.
pub fn write(grid: PointGrid, cells: &[[u16; 2]]) -> String {
    let mut values = vec![grid.dim as u16, (grid.exponent - EXPONENTS[0]) as u16];
    let mut before = 0;
    for [first, second] in cells {
        let mut ahead = first - before;
        before = *first;
        while ahead >= MORE {
            values.push(ahead % MORE + MORE);
            ahead /= MORE;
        }
        values.push(ahead);
        if grid.dim == 2 {
            values.extend([second >> 6, second % 64]);
        }
    }
    let check = check(&values);
    values.into_iter().chain([check]).map(|value| char::from(ALPHABET[usize::from(value)])).collect()
}

/// The grid and the cells of a text; none where it is not whole, or says more than [`MAX_POINTS`] points.
pub fn read(text: &str) -> Option<(PointGrid, Vec<[u16; 2]>)> {
    let value = |character| ALPHABET.iter().position(|known| *known == character).map(|place| place as u16);
    let values = text.bytes().map(value).collect::<Option<Vec<u16>>>()?;
    let (last, values) = values.split_last()?;
    let mut values = if *last == check(values) { values.iter().copied() } else { return None };
    let grid = PointGrid { dim: usize::from(values.next()?), exponent: values.next()? as i8 + EXPONENTS[0] };
    let (mut cells, mut first) = (Vec::new(), 0u16);
    while values.len() > 0 {
        first = first.checked_add(number(&mut values)?)?;
        let second = if grid.dim == 2 { (values.next()? << 6) + values.next()? } else { 0 };
        cells.push([first, second]);
    }
    (cells.len() <= MAX_POINTS).then_some((grid, cells))
}

/// A number of five bits in a character, the lowest first.
fn number(values: &mut impl Iterator<Item = u16>) -> Option<u16> {
    let mut number = 0;
    for place in 0..3 {
        let value = values.next()?;
        number += (value % MORE) << (5 * place);
        if value < MORE {
            return Some(number);
        }
    }
    None
}

/// Fletcher's sums of the values: they notice what is lost, changed or swapped.
fn check(values: &[u16]) -> u16 {
    let (mut first, mut second) = (0, 0);
    for value in values {
        first = (first + u32::from(*value)) % CHECKS;
        second = (second + first) % CHECKS;
    }
    ((first + second) % CHECKS) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_as_the_text_that_they_are_read_from() {
        let grid = PointGrid { dim: 2, exponent: 1 };
        let cells = vec![[0, 0], [0, 4095], [31, 1], [64, 64], [4095, 2048]];
        assert_eq!(write(grid, &cells), "CHAAAA__fABhBBA_9DgAb");
        assert_eq!(read("CHAAAA__fABhBBA_9DgAb"), Some((grid, cells)));
    }

    /// catches: a link that was cut, or with a letter lost, that gives other points in silence
    #[test]
    fn what_is_not_whole_is_refused() {
        let text = "CHAAAA__fABhBBA_9DgAb";
        for place in 0..text.len() {
            assert_eq!(read(&text[..place]), None, "{place}");
            let changed = [&text[..place], "x", &text[place + 1..]].concat();
            assert_eq!(read(&changed), None, "{changed}");
            let lost = [&text[..place], &text[place + 1..]].concat();
            assert!(read(&lost).is_none_or(|(grid, _)| lost == write(grid, &read(text).unwrap().1)), "{lost}");
        }
        for nonsense in ["", "A", "%", "é", "C"] {
            assert_eq!(read(nonsense), None);
        }
    }
}
