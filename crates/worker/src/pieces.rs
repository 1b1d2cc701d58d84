//! Long work in pieces: an async function that pauses, and goes on where it was when it is asked for the next piece.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Work that is done piece by piece, and says what came of it at its end. Dropped, it is left where it is.
pub struct PiecewiseWork<'a, T>(Pin<Box<dyn Future<Output = T> + 'a>>);

impl<'a, T> PiecewiseWork<'a, T> {
    /// Nothing of it is done yet.
    pub fn new(work: impl Future<Output = T> + 'a) -> Self {
        Self(Box::pin(work))
    }

    /// Works until the next [`pause`]; what came of it, when that was the last piece.
    pub fn step(&mut self) -> Option<T> {
        match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => None,
        }
    }
}

/// The end of a piece.
pub async fn pause() {
    let mut paused = false;
    poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Rows of points that are worked out in one piece.
pub const PIECE_ROWS: usize = 256;

/// One number for every coordinate of `points`, which are rows of `dim`: worked out piece by piece.
pub async fn in_pieces<E>(
    points: &[f64],
    dim: usize,
    work: impl Fn(&[f64], &mut [f64]) -> Result<(), E>,
) -> Result<Vec<f64>, E> {
    let mut out = vec![0.0; points.len()];
    for (points, out) in points.chunks(PIECE_ROWS * dim).zip(out.chunks_mut(PIECE_ROWS * dim)) {
        work(points, out)?;
        pause().await;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_stops_at_every_pause_and_goes_on_where_it_was() {
        let mut work = PiecewiseWork::new(async {
            let mut sum = 0;
            for i in 1..=3 {
                sum += i;
                pause().await;
            }
            sum
        });
        assert_eq!([(); 4].map(|()| work.step()), [None, None, None, Some(6)]);
    }
}
