//! A few hundred colours for pictures of many thousand, as a GIF needs them.
//!
//! The colours of sample pictures are counted in 32 768 cells, 32 along each channel. The cells are then cut into
//! groups: always the group that is spread widest, across its widest channel, at its mean (Wan, Wong and Prusinkiewicz,
//! 1988, *An algorithm for multidimensional data clustering*). Every group becomes one colour.

use crate::palette::Rgb;

/// Cells along each channel are `2^BITS`.
const BITS: u32 = 5;
const CELLS: usize = 1 << (3 * BITS);

/// Colours seen so far, cell by cell.
#[derive(Clone, Debug)]
pub struct ColourCount {
    /// The sum of red, green and blue of the pixels in a cell, and how many there are.
    cells: Vec<[u64; 4]>,
}

/// A palette, and the colour of it for every other colour.
#[derive(Clone, Debug)]
pub struct Colours {
    palette: Vec<Rgb>,
    nearest: Vec<u8>,
}

impl Default for ColourCount {
    fn default() -> Self {
        Self { cells: vec![[0; 4]; CELLS] }
    }
}

impl ColourCount {
    /// Counts the pixels of a picture, RGBA.
    pub fn add(&mut self, rgba: &[u8]) {
        for pixel in rgba.as_chunks::<4>().0 {
            let sums = &mut self.cells[cell(pixel)];
            sums.iter_mut().zip(pixel).take(3).for_each(|(sum, channel)| *sum += u64::from(*channel));
            sums[3] += 1;
        }
    }

    /// At most `most` colours for all that was counted, from 1 to 256. The commonest cell has one for itself: the
    /// background stays what it is.
    #[must_use]
    pub fn colours(&self, most: usize) -> Colours {
        let mut seen: Vec<Cell> = self.cells.iter().filter(|sums| sums[3] > 0).map(Cell::new).collect();
        seen.sort_by(|a, b| b.count.total_cmp(&a.count));
        let rest = seen.split_off(seen.len().min(1));
        let mut groups = vec![Group::new(seen), Group::new(rest)];
        groups.retain(|group| !group.cells.is_empty());
        while groups.len() < most {
            let widest = (0..groups.len()).max_by(|a, b| groups[*a].spread.total_cmp(&groups[*b].spread));
            let Some(widest) = widest.filter(|widest| groups[*widest].spread > 0.0) else { break };
            let (below, above) = groups.swap_remove(widest).cut();
            groups.extend([below, above]);
        }
        Colours::new(groups.iter().map(Group::colour).collect())
    }
}

impl Colours {
    fn new(mut palette: Vec<Rgb>) -> Self {
        palette.resize(palette.len().max(1), Rgb(0, 0, 0));
        let nearest = (0..CELLS).map(|cell| nearest(&palette, middle(cell))).collect();
        Self { palette, nearest }
    }

    /// Red, green and blue of one colour after the other.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.palette.iter().flat_map(|Rgb(red, green, blue)| [*red, *green, *blue]).collect()
    }

    /// The number of the colour that stands for each pixel of a picture, RGBA.
    #[must_use]
    pub fn indices(&self, rgba: &[u8]) -> Vec<u8> {
        rgba.as_chunks::<4>().0.iter().map(|pixel| self.nearest[cell(pixel)]).collect()
    }
}

/// The cell of a pixel.
fn cell([red, green, blue, _]: &[u8; 4]) -> usize {
    [red, green, blue].iter().fold(0, |cell, channel| cell << BITS | usize::from(**channel >> (8 - BITS)))
}

/// The colour in the middle of a cell, with black and white at the ends of the channels.
fn middle(cell: usize) -> [i32; 3] {
    [2 * BITS, BITS, 0].map(|shift| {
        let channel = (cell >> shift) as i32 & ((1 << BITS) - 1);
        channel << (8 - BITS) | channel >> (2 * BITS - 8)
    })
}

fn nearest(palette: &[Rgb], to: [i32; 3]) -> u8 {
    let distance = |Rgb(red, green, blue): &Rgb| -> i32 {
        [red, green, blue].iter().zip(to).map(|(a, b)| (i32::from(**a) - b).pow(2)).sum()
    };
    let nearest = palette.iter().enumerate().min_by_key(|(_, colour)| distance(colour));
    nearest.map_or(0, |(index, _)| index as u8)
}

/// The mean colour of a cell, and how many pixels have it.
#[derive(Clone, Copy)]
struct Cell {
    mean: [f64; 3],
    count: f64,
}

impl Cell {
    fn new([red, green, blue, count]: &[u64; 4]) -> Self {
        let count = *count as f64;
        Self { mean: [*red, *green, *blue].map(|sum| sum as f64 / count), count }
    }

    /// A rare colour counts for more than its pixels, or a large background would take all the colours.
    fn weight(&self) -> f64 {
        self.count.sqrt()
    }
}

/// Cells that share a colour.
struct Group {
    cells: Vec<Cell>,
    channel: usize,
    mean: f64,
    /// How far the cells are spread about their mean along `channel`, their widest.
    spread: f64,
}

impl Group {
    fn new(cells: Vec<Cell>) -> Self {
        let along = (0..3).map(|channel| moments(&cells, channel));
        let widest = along.enumerate().max_by(|(_, a), (_, b)| a.1.total_cmp(&b.1));
        let (channel, (mean, spread)) = widest.unwrap_or_default();
        Self { cells, channel, mean, spread }
    }

    fn cut(self) -> (Self, Self) {
        let below = |cell: &Cell| cell.mean[self.channel] <= self.mean;
        let (below, above) = self.cells.into_iter().partition(below);
        (Self::new(below), Self::new(above))
    }

    fn colour(&self) -> Rgb {
        let total: f64 = self.cells.iter().map(|cell| cell.count).sum();
        let mean = |channel: usize| self.cells.iter().map(|cell| cell.count * cell.mean[channel]).sum::<f64>() / total;
        let [red, green, blue] = [0, 1, 2].map(|channel| mean(channel).round() as u8);
        Rgb(red, green, blue)
    }
}

/// The mean of a channel, and the weighted sum of the squared distances from it.
fn moments(cells: &[Cell], channel: usize) -> (f64, f64) {
    let total: f64 = cells.iter().map(Cell::weight).sum();
    let mean = cells.iter().map(|cell| cell.weight() * cell.mean[channel]).sum::<f64>() / total.max(1.0);
    (mean, cells.iter().map(|cell| cell.weight() * (cell.mean[channel] - mean).powi(2)).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(pixels: &[[u8; 3]]) -> ColourCount {
        let mut count = ColourCount::default();
        pixels.iter().for_each(|[red, green, blue]| count.add(&[*red, *green, *blue, 255]));
        count
    }

    /// What is shown for a pixel.
    fn shown(colours: &Colours, [red, green, blue]: [u8; 3]) -> [u8; 3] {
        let index = usize::from(colours.indices(&[red, green, blue, 255])[0]);
        let bytes = colours.bytes();
        [0, 1, 2].map(|channel| bytes[3 * index + channel])
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let few = [[255, 255, 255], [14, 16, 18], [192, 73, 0], [0, 92, 150]];
        let colours = counted(&few).colours(255);
        assert_eq!(colours.bytes().len(), 3 * few.len());
        assert!(few.iter().all(|colour| shown(&colours, *colour) == *colour));
    }

    #[test]
    fn the_background_is_exact_and_all_else_is_near() {
        let ramp =
            |to: [u8; 3]| (0..=255u8).map(move |t| to.map(|c| 255 - (u32::from(255 - c) * u32::from(t) / 255) as u8));
        let mut pixels = vec![[255, 255, 255]; 5_000];
        pixels.extend([[192, 73, 0], [0, 92, 150], [51, 57, 63]].into_iter().flat_map(ramp));
        let colours = counted(&pixels).colours(64);
        assert!(colours.bytes().len() <= 3 * 64);
        assert_eq!(shown(&colours, [255, 255, 255]), [255, 255, 255]);
        for pixel in pixels {
            let off = pixel.iter().zip(shown(&colours, pixel)).map(|(a, b)| a.abs_diff(b)).max();
            assert!(off < Some(14), "{pixel:?} became {:?}", shown(&colours, pixel));
        }
    }

    #[test]
    fn one_colour_and_none_still_make_a_palette() {
        assert_eq!(counted(&[[9, 9, 9]; 4]).colours(255).bytes(), [9, 9, 9]);
        assert_eq!(counted(&[]).colours(255).bytes(), [0, 0, 0]);
    }
}
