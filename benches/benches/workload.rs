//! Every workload of the runner, for the desk: one iteration is one run on a fresh tree, of which the timed part counts.

use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use esker_benches::{Dataset, Meter, Scale, Workload, assert_agree, checked};
use esker_reference::{Engine, EskerTree, Maintain, ReferenceTree};

fn bench(criterion: &mut Criterion) {
    let scale = Scale::from_env();
    let data = Dataset::new(scale.items);
    for workload in Workload::all() {
        let mut group = criterion.benchmark_group(workload.to_string());
        group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(5));
        let esker = once::<EskerTree>(workload, &scale, &data);
        let reference = once::<ReferenceTree>(workload, &scale, &data);
        assert_agree(&workload.to_string(), esker.digest, reference.digest);
        group.throughput(Throughput::Elements(reference.operations()));
        time::<EskerTree>(&mut group, workload, &scale, &data);
        time::<ReferenceTree>(&mut group, workload, &scale, &data);
        group.finish();
    }
}

fn once<E: Maintain + Sync>(workload: Workload, scale: &Scale, data: &Dataset) -> Meter {
    let mut meter = Meter::default();
    checked(workload.run::<E>(scale, data, &mut meter));
    meter
}

fn time<E: Maintain + Sync>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    workload: Workload,
    scale: &Scale,
    data: &Dataset,
) {
    group.bench_function(<E as Engine>::NAME, |bencher| {
        bencher
            .iter_custom(|iterations| (0..iterations).map(|_| once::<E>(workload, scale, data).busy()).sum());
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
