//! A person's own data: what is behind "your own" in the menu of data, and as words that a browser remembers.

use diffusion::Dataset;
use diffusion::dataset::{Points, Spikes, Unit};
use plot::three_digits;

/// The last data of a person's own of each kind: they stay in the menu while others are chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnData {
    points: Option<Dataset>,
    spikes: Option<Dataset>,
}

impl OwnData {
    /// Remembers these in the place of those of their kind, if they are a person's own.
    pub fn set(&mut self, data: &Dataset) {
        match data {
            Dataset::Points(_) => self.points = Some(data.clone()),
            Dataset::Spikes(_) => self.spikes = Some(data.clone()),
            _ => {}
        }
    }

    /// The same, where there are none of their kind yet.
    pub fn set_first(&mut self, data: &Dataset) {
        if self.of_kind(data).is_none() {
            self.set(data);
        }
    }

    /// The last of the kind of these; none where that is no kind of a person's own, or there were none yet.
    pub fn of_kind(&self, data: &Dataset) -> Option<&Dataset> {
        match data {
            Dataset::Points(_) => self.points.as_ref(),
            Dataset::Spikes(_) => self.spikes.as_ref(),
            _ => None,
        }
    }

    /// All of them.
    pub fn each(&self) -> impl Iterator<Item = &Dataset> {
        [&self.points, &self.spikes].into_iter().flatten()
    }
}

/// The word for data of a person's own: the points as in a link behind their bandwidth, or the spikes as in a link.
pub fn to_word(data: &Dataset) -> Option<String> {
    match data {
        Dataset::Points(points) => Some(format!("{} {points}", points.bandwidth())),
        Dataset::Spikes(spikes) => Some(spikes.to_string()),
        _ => None,
    }
}

/// The data of this key of a word; none where it is not whole.
pub fn from_word(key: &str, word: &str) -> Option<Dataset> {
    match Dataset::from_key(key)? {
        Dataset::Points(_) => {
            let (bandwidth, points) = word.split_once(' ')?;
            let points = Points::read(points).ok()?.with_bandwidth(plot::parse_number(bandwidth)?).ok()?;
            Some(Dataset::Points(points))
        }
        Dataset::Spikes(_) => Spikes::read(word.split(','), plot::parse_number).ok().map(Dataset::Spikes),
        _ => None,
    }
}

/// How a coordinate is made of what it was in its file, `name`.
pub fn scaling(coordinate: &str, name: &str, Unit { zero, one }: Unit) -> String {
    let (sign, away) = if zero < 0.0 { ("+", -zero) } else { ("−", zero) };
    format!("{coordinate} = ({name} {sign} {}) / {}", three_digits(away), three_digits(one))
}

/// What the numbers beside the picture are, where those of the figures are others; nothing where they are the same.
pub fn units_in_words(data: &Dataset) -> String {
    let Some((points, units)) = data.own_points().and_then(|points| Some((points, points.units()?))) else {
        return String::new();
    };
    let [x, y] = units;
    let scaled = match points.dim() {
        1 => scaling("x", "number", x),
        _ => format!("{} and {}", scaling("x", "first number", x), scaling("y", "second", y)),
    };
    format!("The axes of the picture have the units of your file. Levels and figures are of {scaled}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_as_it_was_written_or_not_at_all() {
        let points = Dataset::Points(Points::DEFAULT.with_bandwidth(0.125).unwrap());
        for data in [points.clone(), Dataset::Spikes(Spikes::DEFAULT)] {
            assert_eq!(from_word(data.key(), &to_word(&data).unwrap()), Some(data));
        }
        let word = to_word(&points).unwrap();
        for nonsense in ["", " ", "0.1", "x CH", &word[..word.len() - 1]] {
            assert_eq!(from_word("points", nonsense), None, "{nonsense}");
            assert_eq!(from_word("spikes", nonsense), None, "{nonsense}");
        }
        assert_eq!((to_word(&Dataset::Moons), from_word("moons", "")), (None, None));
    }

    #[test]
    fn scaled_data_say_what_the_axes_are() {
        let units = Some([Unit { zero: 70.9, one: 13.6 }, Unit { zero: -3.5, one: 1.14 }]);
        let points = Dataset::Points(Points::DEFAULT.with_units(units).unwrap());
        let words = units_in_words(&points);
        assert!(words.contains("x = (first number − 70.9) / 13.6 and y = (second + 3.50) / 1.14"), "{words}");
        assert_eq!(from_word("points", &to_word(&points).unwrap()), Some(points));
        assert_eq!([Dataset::Points(Points::DEFAULT), Dataset::Moons].map(|data| units_in_words(&data)), ["", ""]);
    }

    #[test]
    fn each_kind_has_its_last_data_and_those_of_a_link_take_no_place() {
        let mut own = OwnData::default();
        let one = Dataset::Spikes(Spikes::read(["1:0.1:1"], plot::parse_number).unwrap());
        [Dataset::Moons, one.clone()].iter().for_each(|data| own.set(data));
        own.set_first(&Dataset::Spikes(Spikes::DEFAULT));
        own.set_first(&Dataset::Points(Points::DEFAULT));
        assert_eq!(own.of_kind(&Dataset::Spikes(Spikes::DEFAULT)), Some(&one));
        assert_eq!(own.each().collect::<Vec<_>>(), [&Dataset::Points(Points::DEFAULT), &one]);
        assert_eq!(own.of_kind(&Dataset::Moons), None);
    }
}
