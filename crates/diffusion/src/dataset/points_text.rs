//! Points as text for links: the number of coordinates, the size of their grid, their units and their cells, packed.
//!
//! Six bits in a character, with the alphabet of RFC 4648, sec. 5. Points with units have two coordinates more in the
//! first character, and of each coordinate its zero and its one behind the second, the bits of a number in eleven
//! characters, the lowest first. The points rise in the first coordinate: a point has
//! the cells from the point before on, five bits in a character and one that says that more follow (LEB128), and its
//! second coordinate in two characters. The last character is there to check the others by.

use super::point_grid::{EXPONENTS, MAX_POINTS, PointGrid};
use super::unit::Unit;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What the number of coordinates has besides where they have units.
const WITH_UNITS: u16 = 2;

/// How many characters a number of 64 bits takes.
const LONG: u32 = 11;

/// What says that more bits of a number follow.
const MORE: u16 = 32;

/// A character of the check is none of those that people lose at the end of a link.
const CHECKS: u32 = 62;

/// The grid, the units and the cells of points.
pub type Parts = (PointGrid, Option<[Unit; 2]>, Vec<[u16; 2]>);

/// The text of cells in rising order.
pub fn write(grid: PointGrid, units: Option<[Unit; 2]>, cells: &[[u16; 2]]) -> String {
    let with_units = if units.is_some() { WITH_UNITS } else { 0 };
    let mut values = vec![grid.dim as u16 + with_units, (grid.exponent - EXPONENTS[0]) as u16];
    for number in units.iter().flat_map(|units| &units[..grid.dim]).flat_map(|unit| [unit.zero, unit.one]) {
        values.extend((0..LONG).map(|place| (number.to_bits() >> (6 * place)) as u16 % 64));
    }
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

/// What a text says; none where it is not whole, or says more than [`MAX_POINTS`] points.
pub fn read(text: &str) -> Option<Parts> {
    let value = |character| ALPHABET.iter().position(|known| *known == character).map(|place| place as u16);
    let values = text.bytes().map(value).collect::<Option<Vec<u16>>>()?;
    let (last, values) = values.split_last()?;
    let mut values = if *last == check(values) { values.iter().copied() } else { return None };
    let coordinates = values.next()?;
    let has_units = coordinates > WITH_UNITS;
    let dim = usize::from(if has_units { coordinates - WITH_UNITS } else { coordinates });
    let grid = PointGrid { dim, exponent: values.next()? as i8 + EXPONENTS[0] };
    let mut units = has_units.then_some([Unit::UNSCALED; 2]);
    for unit in units.iter_mut().flat_map(|units| units.iter_mut().take(dim)) {
        *unit = Unit { zero: long_number(&mut values)?, one: long_number(&mut values)? };
    }
    let (mut cells, mut first) = (Vec::new(), 0u16);
    while values.len() > 0 {
        first = first.checked_add(number(&mut values)?)?;
        let second = if grid.dim == 2 { (values.next()? << 6) + values.next()? } else { 0 };
        cells.push([first, second]);
    }
    (cells.len() <= MAX_POINTS).then_some((grid, units, cells))
}

/// A number in all its bits.
fn long_number(values: &mut impl Iterator<Item = u16>) -> Option<f64> {
    let mut bits = 0;
    for place in 0..LONG {
        bits |= u64::from(values.next()?) << (6 * place);
    }
    Some(f64::from_bits(bits))
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
        assert_eq!(write(grid, None, &cells), "CHAAAA__fABhBBA_9DgAb");
        assert_eq!(read("CHAAAA__fABhBBA_9DgAb"), Some((grid, None, cells)));
    }

    #[test]
    fn units_are_written_in_every_bit() {
        for dim in [1, 2] {
            let (grid, unit) = (PointGrid { dim, exponent: 1 }, Unit { zero: -0.1, one: 1e-300 });
            let units = Some([unit, if dim == 2 { Unit { zero: 1990.5, one: 1.0 / 3.0 } } else { Unit::UNSCALED }]);
            let text = write(grid, units, &[[5, 0]]);
            assert_eq!(text.len(), [4, 6][dim - 1] + 22 * dim);
            assert_eq!(read(&text), Some((grid, units, vec![[5, 0]])));
        }
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
            assert!(read(&lost).is_none_or(|(grid, ..)| lost == write(grid, None, &read(text).unwrap().2)), "{lost}");
        }
        for nonsense in ["", "A", "%", "é", "C"] {
            assert_eq!(read(nonsense), None);
        }
    }
}
