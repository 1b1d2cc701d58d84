//! Colour quantisation: a table of at most 256 colours for pictures of many thousand, as a GIF needs it.
//!
//! The colours of sample pictures are counted in 32 768 cells, 32 along each channel. The cells are then split into
//! groups: always the group that is spread widest, across its widest channel, at its mean (Wan, Wong and Prusinkiewicz,
//! 1988, *An algorithm for multidimensional data clustering*). Every group becomes one colour of the table.
//!
//! NeuQuant, which the `gif` crate can use, was tried on clouds of dots: its mean error is a little smaller, but its
//! largest is twice as large, the files of dense clouds grow by a fifth, and nothing keeps the background exactly as it
//! is.

use crate::palette::Rgb;

/// Cells along each channel are `2^BITS`.
const BITS: u32 = 5;
const CELLS: usize = 1 << (3 * BITS);

/// The colours of some pictures, counted.
#[derive(Clone, Debug)]
pub struct ColourHistogram {
    cells: Vec<CellSum>,
}

/// The pixels in a cell: the sum of their colours, and how many there are.
#[derive(Clone, Copy, Debug, Default)]
struct CellSum {
    rgb: [u64; 3],
    pixels: u64,
}

impl Default for ColourHistogram {
    fn default() -> Self {
        Self { cells: vec![CellSum::default(); CELLS] }
    }
}

impl ColourHistogram {
    /// Counts the pixels of a picture, RGBA.
    pub fn add(&mut self, rgba: &[u8]) {
        for pixel in rgba.as_chunks::<4>().0 {
            let cell = &mut self.cells[cell_of(pixel)];
            cell.rgb.iter_mut().zip(pixel).for_each(|(sum, channel)| *sum += u64::from(*channel));
            cell.pixels += 1;
        }
    }

    /// At most `most` colours, from 1 to 256, for all that was counted. The commonest cell has one for itself: the
    /// background stays what it is.
    pub fn table(&self, most: usize) -> ColourTable {
        let mut seen: Vec<Cell> = self.cells.iter().filter(|sum| sum.pixels > 0).map(Cell::from).collect();
        seen.sort_by(|a, b| b.pixels.total_cmp(&a.pixels));
        let rest = seen.split_off(seen.len().min(1));
        let mut groups: Vec<Group> =
            [seen, rest].into_iter().filter(|cells| !cells.is_empty()).map(Group::new).collect();
        while groups.len() < most {
            let spread = |group: usize| groups[group].widest.squares;
            let widest = (0..groups.len()).max_by(|a, b| spread(*a).total_cmp(&spread(*b)));
            let Some(widest) = widest.filter(|group| spread(*group) > 0.0) else { break };
            let Group { cells, widest: Spread { channel, mean, .. } } = groups.swap_remove(widest);
            let (below, above) = cells.into_iter().partition(|cell| cell.mean[channel] <= mean);
            groups.extend([Group::new(below), Group::new(above)]);
        }
        ColourTable::new(groups.iter().map(Group::colour).collect())
    }
}

/// A few colours, and for every other colour the nearest of them.
#[derive(Clone, Debug)]
pub struct ColourTable {
    colours: Vec<Rgb>,
    /// The number of the nearest colour for each cell.
    nearest: Vec<u8>,
}

impl ColourTable {
    fn new(mut colours: Vec<Rgb>) -> Self {
        colours.resize(colours.len().max(1), Rgb(0, 0, 0));
        let nearest = (0..CELLS).map(|cell| {
            // The colour in the middle of the cell, with black and white at the ends of the channels.
            let middle = [2 * BITS, BITS, 0].map(|shift| {
                let channel = (cell >> shift) as i32 & ((1 << BITS) - 1);
                channel << (8 - BITS) | channel >> (2 * BITS - 8)
            });
            let squared_distance = |Rgb(red, green, blue): &Rgb| -> i32 {
                [red, green, blue].iter().zip(middle).map(|(a, b)| (i32::from(**a) - b).pow(2)).sum()
            };
            let nearest = colours.iter().enumerate().min_by_key(|(_, colour)| squared_distance(colour));
            nearest.map_or(0, |(number, _)| number as u8)
        });
        Self { nearest: nearest.collect(), colours }
    }

    /// Red, green and blue of one colour after the other.
    pub fn bytes(&self) -> Vec<u8> {
        self.colours.iter().flat_map(|Rgb(red, green, blue)| [*red, *green, *blue]).collect()
    }

    /// For each pixel of a picture, RGBA, the number of the colour that stands for it.
    pub fn indices(&self, rgba: &[u8]) -> Vec<u8> {
        rgba.as_chunks::<4>().0.iter().map(|pixel| self.nearest[cell_of(pixel)]).collect()
    }
}

fn cell_of([red, green, blue, _]: &[u8; 4]) -> usize {
    [red, green, blue].iter().fold(0, |cell, channel| cell << BITS | usize::from(**channel >> (8 - BITS)))
}

/// The mean colour of a cell's pixels, and how many there are, at least one.
#[derive(Clone, Copy)]
struct Cell {
    mean: [f64; 3],
    pixels: f64,
}

impl From<&CellSum> for Cell {
    fn from(sum: &CellSum) -> Self {
        let pixels = sum.pixels as f64;
        Self { mean: sum.rgb.map(|channel| channel as f64 / pixels), pixels }
    }
}

impl Cell {
    /// A rare colour counts for more than its pixels, or a large background would take all the colours.
    fn weight(&self) -> f64 {
        self.pixels.sqrt()
    }
}

/// Cells that share a colour.
struct Group {
    cells: Vec<Cell>,
    /// The channel along which they are spread widest.
    widest: Spread,
}

impl Group {
    fn new(cells: Vec<Cell>) -> Self {
        let total: f64 = cells.iter().map(Cell::weight).sum();
        let spreads = (0..3).map(|channel| {
            let mean = cells.iter().map(|cell| cell.weight() * cell.mean[channel]).sum::<f64>() / total.max(1.0);
            let squares = cells.iter().map(|cell| cell.weight() * (cell.mean[channel] - mean).powi(2)).sum();
            Spread { channel, mean, squares }
        });
        let widest = spreads.max_by(|a, b| a.squares.total_cmp(&b.squares)).unwrap_or_default();
        Self { cells, widest }
    }

    fn colour(&self) -> Rgb {
        let total: f64 = self.cells.iter().map(|cell| cell.pixels).sum();
        let mean = |channel: usize| self.cells.iter().map(|cell| cell.pixels * cell.mean[channel]).sum::<f64>() / total;
        let [red, green, blue] = [0, 1, 2].map(|channel| mean(channel).round() as u8);
        Rgb(red, green, blue)
    }
}

/// How cells are spread along a channel.
#[derive(Default)]
struct Spread {
    channel: usize,
    /// Their weighted mean.
    mean: f64,
    /// The weighted sum of their squared distances from the mean.
    squares: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(pixels: &[[u8; 3]]) -> ColourHistogram {
        let mut histogram = ColourHistogram::default();
        pixels.iter().for_each(|[red, green, blue]| histogram.add(&[*red, *green, *blue, 255]));
        histogram
    }

    /// What is shown for a pixel.
    fn shown(colours: &ColourTable, [red, green, blue]: [u8; 3]) -> [u8; 3] {
        let index = usize::from(colours.indices(&[red, green, blue, 255])[0]);
        let bytes = colours.bytes();
        [0, 1, 2].map(|channel| bytes[3 * index + channel])
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let few = [[255, 255, 255], [14, 16, 18], [192, 73, 0], [0, 92, 150]];
        let colours = counted(&few).table(255);
        assert_eq!(colours.bytes().len(), 3 * few.len());
        assert!(few.iter().all(|colour| shown(&colours, *colour) == *colour));
    }

    #[test]
    fn the_background_is_exact_and_all_else_is_near() {
        let ramp =
            |to: [u8; 3]| (0..=255u8).map(move |t| to.map(|c| 255 - (u32::from(255 - c) * u32::from(t) / 255) as u8));
        let mut pixels = vec![[255, 255, 255]; 5_000];
        pixels.extend([[192, 73, 0], [0, 92, 150], [51, 57, 63]].into_iter().flat_map(ramp));
        let colours = counted(&pixels).table(64);
        assert!(colours.bytes().len() <= 3 * 64);
        assert_eq!(shown(&colours, [255, 255, 255]), [255, 255, 255]);
        for pixel in pixels {
            let off = pixel.iter().zip(shown(&colours, pixel)).map(|(a, b)| a.abs_diff(b)).max();
            assert!(off < Some(14), "{pixel:?} became {:?}", shown(&colours, pixel));
        }
    }

    #[test]
    fn one_colour_and_none_still_make_a_palette() {
        assert_eq!(counted(&[[9, 9, 9]; 4]).table(255).bytes(), [9, 9, 9]);
        assert_eq!(counted(&[]).table(255).bytes(), [0, 0, 0]);
    }
}
