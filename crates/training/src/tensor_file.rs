//! Numbers as tensors of a file in the safetensors format.

use std::borrow::Cow;
use std::collections::HashMap;

use safetensors::tensor::{Dtype, View};

use crate::TrainingError;

/// The numbers of a tensor as little-endian bytes, row after row.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Numbers {
    /// In single precision. The product of `shape` is how many there are.
    pub fn single(shape: Vec<usize>, values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { dtype: Dtype::F32, shape, bytes }
    }

    /// In double precision.
    pub fn double(shape: Vec<usize>, values: &[f64]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { dtype: Dtype::F64, shape, bytes }
    }
}

impl View for Numbers {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// The file of these tensors, with metadata if there are any. Equal tensors make equal files if there is but one key of
/// metadata.
///
/// # Errors
/// Where two have one name, and where a shape is not that of its numbers.
pub fn tensor_file(
    tensors: Vec<(String, Numbers)>,
    metadata: Option<HashMap<String, String>>,
) -> Result<Vec<u8>, TrainingError> {
    safetensors::serialize(tensors, metadata).map_err(|error| candle_core::Error::from(error).into())
}
