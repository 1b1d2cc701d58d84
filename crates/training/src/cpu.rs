//! candle's tensors as the plain slices that the kernels work on.

use candle_core::{CpuStorage, Layout, Result, Storage, StorageRef, Tensor};

/// The numbers of a contiguous f32 storage.
pub fn slice<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((from, to)) => Ok(&storage.as_slice::<f32>()?[from..to]),
        None => candle_core::bail!("a tensor of {:?} is not one block of numbers", layout.shape()),
    }
}

/// The same, to be written.
pub fn slice_mut<'a>(storage: &'a mut CpuStorage, layout: &Layout) -> Result<&'a mut [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(values), Some((from, to))) => Ok(&mut values[from..to]),
        _ => candle_core::bail!("a tensor to be written is not one block of f32"),
    }
}

/// A tensor's storage while it is read.
pub struct TensorSlice<'a> {
    storage: StorageRef<'a>,
    layout: &'a Layout,
}

impl<'a> TensorSlice<'a> {
    /// Of this tensor.
    pub fn of(tensor: &'a Tensor) -> Self {
        let (storage, layout) = tensor.storage_and_layout();
        Self { storage, layout }
    }

    /// Its numbers.
    pub fn get(&self) -> Result<&[f32]> {
        match &*self.storage {
            Storage::Cpu(storage) => slice(storage, self.layout),
            Storage::Cuda(_) | Storage::Metal(_) => candle_core::bail!("the tensor is not in main memory"),
        }
    }
}
