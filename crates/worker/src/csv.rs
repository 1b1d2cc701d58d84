//! Tables as text: samples and figures of every level, for a spreadsheet or a script.
//!
//! Levels are counted as in the page: 0 is the start noise. Numbers have all their digits, and a point.

use std::fmt::Write;

use diffusion::dataset::{Points, Unit};
use diffusion::evaluation::CloudStatistics;
use diffusion::{Level, Mixture};

use messages::Cloud;

use crate::importer::{AXES, BANDWIDTH, ONE_COLUMNS, ZERO_COLUMNS};

/// The first line of the table of samples of so many coordinates.
pub fn samples_head(dim: usize) -> String {
    format!("cloud,level,sample,{}\n", AXES[..dim].join(","))
}

/// The lines of a cloud at one level, from its rows of `dim` coordinates.
pub fn samples(cloud: Cloud, level: usize, rows: &[f32], dim: usize) -> String {
    let mut text = String::with_capacity(rows.len() * 16);
    for (sample, row) in rows.chunks_exact(dim).enumerate() {
        line(&mut text, format_args!("{},{level},{sample}", cloud.key()));
        row.iter().for_each(|x| line(&mut text, format_args!(",{x}")));
        text.push('\n');
    }
    text
}

/// The table of a person's own points, with their bandwidth and, if they were scaled, their units in columns of their
/// own: opened again, they are the same.
pub fn points(points: &Points) -> String {
    let (dim, units, mut text) = (points.dim(), points.units(), String::new());
    let (mut names, mut numbers) = (BANDWIDTH.to_owned(), points.bandwidth().to_string());
    for (axis, Unit { zero, one }) in units.iter().flat_map(|units| &units[..dim]).enumerate() {
        names += &format!(",{},{}", ZERO_COLUMNS[axis], ONE_COLUMNS[axis]);
        numbers += &format!(",{zero},{one}");
    }
    line(&mut text, format_args!("{},{names}\n", AXES[..dim].join(",")));
    for row in points.rows() {
        row[..dim].iter().for_each(|x| line(&mut text, format_args!("{x},")));
        line(&mut text, format_args!("{numbers}\n"));
    }
    text
}

/// The table of figures: of the data's distribution, of the exact and of the learned samples, a line for every level.
pub fn statistics(data: &Mixture, levels: &[Level], exact: &[CloudStatistics], learned: &[CloudStatistics]) -> String {
    let mut text = "level,alpha,sigma".to_owned();
    for of in ["data", "exact", "learned"] {
        AXES[..data.dim()].iter().for_each(|axis| line(&mut text, format_args!(",{of}_mean_{axis},{of}_std_{axis}")));
        (0..CloudStatistics::counted(data)).for_each(|spike| line(&mut text, format_args!(",{of}_share_{spike}")));
        if of != "data" {
            line(&mut text, format_args!(",{of}_avg_sq_distance"));
        }
    }
    text.push('\n');
    for (number, (level, (exact, learned))) in levels.iter().zip(exact.iter().zip(learned)).enumerate() {
        let noised = data.noised(*level);
        line(&mut text, format_args!("{number},{},{}", level.alpha, level.sigma));
        (0..noised.dim()).for_each(|axis| line(&mut text, format_args!(",{},{}", noised.mean(axis), noised.std(axis))));
        let counted = noised.components().iter().take(CloudStatistics::counted(data));
        counted.for_each(|component| line(&mut text, format_args!(",{}", component.weight)));
        for figures in [exact, learned] {
            figures.moments.iter().for_each(|m| line(&mut text, format_args!(",{},{}", m.mean, m.std)));
            figures.shares.iter().for_each(|share| line(&mut text, format_args!(",{share}")));
            line(&mut text, format_args!(",{}", figures.avg_sq_distance));
        }
        text.push('\n');
    }
    text
}

fn line(text: &mut String, words: std::fmt::Arguments) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::{Dataset, Preset};

    /// The cells of every line, the head first.
    fn cells(text: &str) -> Vec<Vec<&str>> {
        text.lines().map(|line| line.split(',').collect()).collect()
    }

    #[test]
    fn samples_keep_all_their_digits() {
        let rows = [0.1f32, -1.5, 1.0e-7, f32::MAX];
        assert_eq!(samples_head(2), "cloud,level,sample,x,y\n");
        let text = samples(Cloud::Learned, 3, &rows, 2);
        let table = cells(&text);
        assert_eq!(table[0], ["learned", "3", "0", "0.1", "-1.5"]);
        let read: Vec<f32> = table.iter().flat_map(|line| &line[3..]).map(|x| x.parse().unwrap()).collect();
        assert_eq!(read, rows);
        assert_eq!(samples(Cloud::Exact, 0, &rows, 1).lines().count(), 4);
    }

    #[test]
    fn every_figure_stands_under_its_name() {
        for dataset in [Dataset::SpikeAtOne, Dataset::Corner, Dataset::FourSpikes] {
            let data = dataset.mixture();
            let levels = [Level::exploding(1.0), Level::CLEAN];
            let rows: Vec<f32> = (0..24).map(|i| i as f32 / 8.0 - 1.0).collect();
            let exact = vec![CloudStatistics::of(&rows, &data); 2];
            let learned = vec![CloudStatistics::of(&rows[..12], &data); 2];
            let text = statistics(&data, &levels, &exact, &learned);
            let table = cells(&text);
            let at = |line: usize, name: &str| -> f64 {
                let column = table[0].iter().position(|known| *known == name).unwrap();
                table[line][column].parse().unwrap()
            };
            assert!(table.len() == 3 && table.iter().all(|line| line.len() == table[0].len()));
            assert_eq!((at(2, "level"), at(1, "sigma"), at(2, "data_std_x")), (1.0, 1.0, data.std(0)));
            assert_eq!(at(1, "exact_mean_x"), exact[0].moments[0].mean);
            assert_eq!(at(2, "learned_avg_sq_distance"), learned[1].avg_sq_distance);
            let last = format!("learned_share_{}", data.components().len() - 1);
            assert_eq!(at(1, &last), *learned[0].shares.last().unwrap());
        }
    }

    #[test]
    fn the_data_have_their_levels_noise() {
        let config = Preset::SingleDdpm.config();
        let (data, level) = (config.dataset.mixture(), config.method.grid().levels()[0]);
        let figures = [CloudStatistics::of(&[1.0, 2.0], &data)];
        let text = statistics(&data, &[level], &figures, &figures);
        assert!(text.contains(&format!("0,{},{},{},", level.alpha, level.sigma, data.noised(level).mean(0))), "{text}");
    }
}
