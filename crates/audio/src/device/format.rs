//! Between a sound card's layout and mono: which layout to ask for, and the samples themselves.

use super::PERIODS_PER_SECOND;
use crate::SAMPLE_RATE;
use cpal::{
    BufferSize, Data, FromSample, I24, Sample, SampleFormat, SizedSample, StreamConfig,
    SupportedBufferSize, SupportedStreamConfigRange, U24,
};

/// The layout to open a device with: 48 kHz, the wished number of channels and `f32` if it has
/// them, what costs least to convert otherwise. Always a fixed buffer: what a device takes by
/// default may be anything up to a quarter of a second.
pub(super) fn choose(
    supported: impl Iterator<Item = SupportedStreamConfigRange>,
    wished_channels: u16,
) -> Option<(StreamConfig, SampleFormat)> {
    let cost = |range: &SupportedStreamConfigRange| {
        let rate = nearest_rate(range);
        let format = FORMATS.iter().position(|format| *format == range.sample_format())?;
        let channels = range.channels();
        Some((
            rate.abs_diff(SAMPLE_RATE),
            // Too few is worse than too many.
            (channels < wished_channels, channels.abs_diff(wished_channels)),
            format,
        ))
    };
    let best = supported.filter(|range| cost(range).is_some()).min_by_key(cost)?;
    let sample_rate = nearest_rate(&best);
    let period = sample_rate / PERIODS_PER_SECOND;
    let period = match *best.buffer_size() {
        SupportedBufferSize::Range { min, max } if min <= max => period.clamp(min, max),
        _ => period,
    };
    let buffer_size = BufferSize::Fixed(period);
    Some((
        StreamConfig { channels: best.channels(), sample_rate, buffer_size },
        best.sample_format(),
    ))
}

/// Calls `sink` with the mean of all channels at each instant.
pub(super) fn to_mono(data: &Data, channels: usize, sink: impl FnMut(f32)) {
    match data.sample_format() {
        SampleFormat::F32 => mix::<f32>(data, channels, sink),
        SampleFormat::I16 => mix::<i16>(data, channels, sink),
        SampleFormat::I32 => mix::<i32>(data, channels, sink),
        SampleFormat::I24 => mix::<I24>(data, channels, sink),
        SampleFormat::F64 => mix::<f64>(data, channels, sink),
        SampleFormat::U16 => mix::<u16>(data, channels, sink),
        SampleFormat::U24 => mix::<U24>(data, channels, sink),
        SampleFormat::U32 => mix::<u32>(data, channels, sink),
        SampleFormat::U8 => mix::<u8>(data, channels, sink),
        SampleFormat::I8 => mix::<i8>(data, channels, sink),
        _ => {}
    }
}

/// Puts what `source` gives for each instant on the first two channels, left and right, and
/// silence on the others.
pub(super) fn from_mono(data: &mut Data, channels: usize, source: impl FnMut() -> f32) {
    match data.sample_format() {
        SampleFormat::F32 => spread::<f32>(data, channels, source),
        SampleFormat::I16 => spread::<i16>(data, channels, source),
        SampleFormat::I32 => spread::<i32>(data, channels, source),
        SampleFormat::I24 => spread::<I24>(data, channels, source),
        SampleFormat::F64 => spread::<f64>(data, channels, source),
        SampleFormat::U16 => spread::<u16>(data, channels, source),
        SampleFormat::U24 => spread::<U24>(data, channels, source),
        SampleFormat::U32 => spread::<u32>(data, channels, source),
        SampleFormat::U8 => spread::<u8>(data, channels, source),
        SampleFormat::I8 => spread::<i8>(data, channels, source),
        _ => {}
    }
}

fn mix<T: SizedSample>(data: &Data, channels: usize, mut sink: impl FnMut(f32))
where
    f32: FromSample<T>,
{
    for instant in data.as_slice::<T>().unwrap_or_default().chunks_exact(channels) {
        let sum: f32 = instant.iter().map(|sample| f32::from_sample(*sample)).sum();
        sink(sum / channels as f32);
    }
}

fn spread<T: SizedSample + FromSample<f32>>(
    data: &mut Data,
    channels: usize,
    mut source: impl FnMut() -> f32,
) {
    for instant in data.as_slice_mut::<T>().unwrap_or_default().chunks_exact_mut(channels) {
        let sample = T::from_sample(source());
        for (channel, place) in instant.iter_mut().enumerate() {
            *place = if channel < 2 { sample } else { T::EQUILIBRIUM };
        }
    }
}

fn nearest_rate(range: &SupportedStreamConfigRange) -> u32 {
    SAMPLE_RATE.clamp(range.min_sample_rate(), range.max_sample_rate())
}

/// The formats that can be converted, the best first.
const FORMATS: [SampleFormat; 10] = [
    SampleFormat::F32,
    SampleFormat::I16,
    SampleFormat::I32,
    SampleFormat::I24,
    SampleFormat::F64,
    SampleFormat::U16,
    SampleFormat::U24,
    SampleFormat::U32,
    SampleFormat::U8,
    SampleFormat::I8,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn range(
        channels: u16,
        rates: (u32, u32),
        buffer: (u32, u32),
        format: SampleFormat,
    ) -> SupportedStreamConfigRange {
        let buffer_size = SupportedBufferSize::Range { min: buffer.0, max: buffer.1 };
        SupportedStreamConfigRange::new(channels, rates.0, rates.1, buffer_size, format)
    }

    fn chosen(
        ranges: &[SupportedStreamConfigRange],
        channels: u16,
    ) -> (u16, u32, u32, SampleFormat) {
        let (config, format) = choose(ranges.iter().cloned(), channels).unwrap();
        let BufferSize::Fixed(frames) = config.buffer_size else { panic!("not fixed") };
        (config.channels, config.sample_rate, frames, format)
    }

    #[test]
    fn the_rate_counts_most_then_the_channels_then_the_format() {
        let any = (1, 100_000);
        let ranges = [
            range(1, (44_100, 44_100), any, SampleFormat::F32),
            range(6, (48_000, 48_000), any, SampleFormat::F32),
            range(2, (8000, 96_000), any, SampleFormat::U8),
            range(2, (8000, 96_000), any, SampleFormat::I16),
        ];
        assert_eq!(chosen(&ranges, 1), (2, 48_000, 480, SampleFormat::I16));
        assert_eq!(chosen(&ranges, 2), (2, 48_000, 480, SampleFormat::I16));
        assert_eq!(chosen(&ranges[..1], 2), (1, 44_100, 441, SampleFormat::F32));
        assert!(choose([].into_iter(), 1).is_none());
    }

    #[test]
    fn the_buffer_is_10_ms_or_the_nearest_that_the_device_has() {
        let rates = (96_000, 192_000);
        assert_eq!(chosen(&[range(1, rates, (1, 4096), SampleFormat::F32)], 1).2, 960);
        assert_eq!(chosen(&[range(1, rates, (1024, 4096), SampleFormat::F32)], 1).2, 1024);
        assert_eq!(chosen(&[range(1, rates, (64, 256), SampleFormat::F32)], 1).2, 256);
    }

    #[test]
    fn a_device_that_only_speaks_dsd_is_refused() {
        assert!(choose([range(2, (1, 9), (1, 2), SampleFormat::DsdU8)].into_iter(), 2).is_none());
    }
}
