//! The tables that the benchmark prints, in Markdown; and what is to be reached.

use super::figures::Figures;
use std::iter;

/// What is to be reached in a case, in µs for an iteration of training and in ms for sampling, on the machine on which
/// PyTorch and TensorFlow.js took these times. Machines differ: what counts is the ratio within one sitting.
struct Target {
    case: &'static str,
    must: f64,
    goal: f64,
    torch: f64,
    tfjs: Option<f64>,
}

impl Target {
    const fn new(case: &'static str, must: f64, goal: f64, torch: f64, tfjs: Option<f64>) -> Self {
        Self { case, must, goal, torch, tfjs }
    }
}

const TARGETS: [Target; 12] = [
    Target::new("train 128x32 sgd", 60.0, 45.0, 266.0, Some(723.0)),
    Target::new("train 32x32 sgd", 35.0, 25.0, 245.0, Some(822.0)),
    Target::new("train 128x32 adamw", 75.0, 55.0, 460.0, Some(1005.0)),
    Target::new("train 1000x32 sgd", 420.0, 300.0, 508.0, None),
    Target::new("train 256x128 adamw", 1300.0, 950.0, 950.0, Some(8817.0)),
    Target::new("train 1024x128 adamw", 5200.0, 3800.0, 2031.0, Some(33_732.0)),
    Target::new("train edm 256x64x3 relu adam", 680.0, 550.0, 1130.0, None),
    Target::new("train edm 256x64x3 silu adam", 800.0, 650.0, 1330.0, None),
    Target::new("train edm 256x64x3 silu muon", 1300.0, 1100.0, 2730.0, None),
    Target::new("sample 2000x20 w32", 6.0, 4.0, 3.2, Some(16.1)),
    Target::new("sample 100000x20 w32", 290.0, 220.0, 303.0, None),
    Target::new("sample 2000x20 w128", 65.0, 45.0, 18.0, Some(80.0)),
];

/// What an iteration of training may take, as a multiple of its products' operations at the ceiling.
struct CeilingTarget {
    case: &'static str,
    rows: usize,
    /// Numbers that the network reads of a row, hidden units, hidden layers; it gives two.
    network: [usize; 3],
    must: f64,
}

/// The time of a thousand million operations in registers, in ms.
const CEILING: &str = "ceiling 1 GFLOP";

const CEILING_TARGETS: [CeilingTarget; 5] = [
    CeilingTarget { case: "train 128x32 sgd", rows: 128, network: [3, 32, 2], must: 1.25 },
    CeilingTarget { case: "train 32x32 sgd", rows: 32, network: [3, 32, 2], must: 1.8 },
    CeilingTarget { case: "train 1000x32 sgd", rows: 1000, network: [3, 32, 2], must: 1.2 },
    CeilingTarget { case: "train edm 256x64x3 relu adam", rows: 256, network: [33, 64, 3], must: 1.35 },
    CeilingTarget { case: "train edm 256x64x3 silu adam", rows: 256, network: [33, 64, 3], must: 1.6 },
];

impl CeilingTarget {
    /// Multiplications and additions in the products of one iteration: a weight takes part in one of each row on the way
    /// through, in one for its own gradient, and, but for the first layer's, in one for the gradient of the layer before.
    fn operations(&self) -> f64 {
        let [inputs, width, depth] = self.network;
        let (first, others) = (inputs * width, (depth - 1) * width * width + 2 * width);
        (2 * self.rows * (2 * first + 3 * others)) as f64
    }
}

/// The page's times as multiples of what their products alone would take at the ceiling of the same sitting.
pub fn multiples_of_the_ceiling(here: &Figures) -> String {
    let heads = ["case", "MFLOP of products", "at the ceiling, µs", "here, µs", "multiple", "must"];
    let rows = CEILING_TARGETS.iter().map(|target| {
        // Milliseconds of 1e9 operations are microseconds of 1e6.
        let fastest = here.time(CEILING).map(|ms| ms * target.operations() * 1e-6);
        let multiple = here.time(target.case).zip(fastest).map(|(here, fastest)| here / fastest);
        let multiple = multiple.map_or("–".to_owned(), |multiple| format!("{multiple:.2}"));
        let times = [Some(target.operations() * 1e-6), fastest, here.time(target.case)].map(time);
        iter::once(target.case.to_owned()).chain(times).chain([multiple, format!("{:.2}", target.must)]).collect()
    });
    markdown(heads.map(str::to_owned).to_vec(), rows)
}

/// Every case, by its name.
pub fn cases() -> impl Iterator<Item = &'static str> {
    TARGETS.iter().map(|target| target.case)
}

/// The times of all engines beside what is to be reached.
pub fn times(here: &Figures, others: &[Figures]) -> String {
    let engines = others.iter().map(|other| other.engine.as_str());
    let heads = ["case", "unit", "here", "must", "goal"].into_iter().chain(engines);
    let rows = TARGETS.iter().map(|target| {
        let unit = if target.case.starts_with("train") { "µs" } else { "ms" };
        let fixed = [target.case.to_owned(), unit.to_owned(), time(here.time(target.case))];
        let limits = [target.must, target.goal].map(|limit| time(Some(limit)));
        let others = others.iter().map(|other| time(other.time(target.case)));
        fixed.into_iter().chain(limits).chain(others).collect()
    });
    markdown(heads.map(str::to_owned).collect(), rows)
}

/// The page's times as shares of each peer's, beside the shares that are to be reached, and what is reached.
pub fn ratios(here: &Figures, others: &[Figures]) -> String {
    let table = |other: &Figures| {
        let then: fn(&Target) -> Option<f64> = match other.engine.split_whitespace().next()? {
            "PyTorch" => |target| Some(target.torch),
            "TensorFlow.js" => |target| target.tfjs,
            _ => return None,
        };
        let heads = ["case", &format!("here / {}", other.engine), "must", "goal", "reached"].map(str::to_owned);
        let rows = TARGETS.iter().map(|target| {
            let ratio = here.time(target.case).zip(other.time(target.case)).map(|(here, other)| here / other);
            let [must, goal] = [target.must, target.goal].map(|limit| Some(limit / then(target)?));
            let reached = match (ratio, must, goal) {
                (Some(ratio), _, Some(goal)) if ratio <= goal => "goal",
                (Some(ratio), Some(must), _) if ratio <= must => "must",
                (Some(_), Some(_), _) => "no",
                _ => "–",
            };
            let cells = [ratio, must, goal].map(|share| share.map_or("–".to_owned(), |share| format!("{share:.3}")));
            iter::once(target.case.to_owned()).chain(cells).chain([reached.to_owned()]).collect()
        });
        Some(markdown(heads.to_vec(), rows))
    };
    others.iter().filter_map(table).collect::<Vec<_>>().join("\n")
}

/// Three figures of it.
fn time(time: Option<f64>) -> String {
    match time {
        None => "–".to_owned(),
        Some(time) if time < 10.0 => format!("{time:.2}"),
        Some(time) if time < 100.0 => format!("{time:.1}"),
        Some(time) => format!("{time:.0}"),
    }
}

/// A table whose columns are aligned, the first to the left.
pub fn markdown(heads: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = iter::once(heads).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = iter::zip(row, &widths).enumerate().map(|(i, (cell, &width))| match i {
            0 => format!("{cell:width$}"),
            _ => format!("{cell:>width$}"),
        });
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let rules = widths.iter().enumerate().map(|(i, width)| match i {
        0 => "-".repeat(width + 2),
        _ => format!("{}:", "-".repeat(width + 1)),
    });
    let rule = format!("|{}|\n", rules.collect::<Vec<_>>().join("|"));
    let mut lines = rows.iter().map(line);
    lines.next().into_iter().chain([rule]).chain(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(engine: &str, time: f64) -> Figures {
        let rows = format!(r#"[{{"case":"train 128x32 sgd","us_per_step":{time}}}]"#);
        Figures::read(&format!(r#"{{"engine":"{engine}","rows":{rows}}}"#)).unwrap()
    }

    #[test]
    fn times_stand_beside_what_is_to_be_reached() {
        let table = times(&figures("page", 41.26), &[figures("native", 38.0)]);
        let mut lines = table.lines();
        assert_eq!(lines.next(), Some("| case                         | unit | here | must | goal | native |"));
        assert_eq!(lines.next(), Some("|------------------------------|-----:|-----:|-----:|-----:|-------:|"));
        assert_eq!(lines.next(), Some("| train 128x32 sgd             |   µs | 41.3 | 60.0 | 45.0 |   38.0 |"));
        assert_eq!(lines.next(), Some("| train 32x32 sgd              |   µs |    – | 35.0 | 25.0 |      – |"));
        assert_eq!(lines.count(), 10);
    }

    /// 1184 weights, 96 of them in the first layer: 128 · 2 · (2 · 96 + 3 · 1088) = 884 736 operations, which take 22.1 µs
    /// where a thousand million take 25 ms.
    #[test]
    fn an_iteration_is_held_beside_its_products_at_the_ceiling() {
        let text = r#"{"engine":"page","rows":[{"case":"train 128x32 sgd","us_per_step":33.177},{"case":"ceiling 1 GFLOP","ms":25}]}"#;
        let table = multiples_of_the_ceiling(&Figures::read(text).unwrap());
        let cells: Vec<&str> = table.lines().nth(2).unwrap().split('|').map(str::trim).collect();
        assert_eq!(cells[1..7], ["train 128x32 sgd", "0.88", "22.1", "33.2", "1.50", "1.25"]);
        assert_eq!(table.lines().count(), 7);
    }

    /// 60 of 266 µs is 0.226, 45 of 266 is 0.169.
    /// catches: times held against another machine's, the ratio upside down
    #[test]
    fn what_counts_is_the_ratio_within_one_sitting() {
        let verdict = |time, torch| {
            let table = ratios(&figures("page", time), &[figures("PyTorch 2", torch), figures("native", 1.0)]);
            let line = table.lines().nth(2).unwrap().to_owned();
            assert_eq!(table.lines().count(), 14, "natively nothing is to be reached");
            line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()[2..6].to_vec()
        };
        assert_eq!(verdict(30.0, 266.0), ["0.113", "0.226", "0.169", "goal"]);
        assert_eq!(verdict(100.0, 532.0), ["0.188", "0.226", "0.169", "must"]);
        assert_eq!(verdict(50.0, 133.0), ["0.376", "0.226", "0.169", "no"]);
    }
}
