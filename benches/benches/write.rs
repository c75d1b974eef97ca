//! Writes: sequential and random inserts, inserts with a flush, deletes.

use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use esker_benches::{Dataset, Fixture, Scale, State, assert_agree, checked, read, write};
use esker_reference::{Engine, EskerTree, ReferenceTree};

/// A way of writing a whole data set into a prepared tree, as one function per engine.
struct Workload {
    name: &'static str,
    esker: fn(&Fixture<EskerTree>, &Dataset),
    reference: fn(&Fixture<ReferenceTree>, &Dataset),
    starts_filled: bool,
}

macro_rules! workload {
    ($name:literal, $function:ident, starts_filled: $starts_filled:literal) => {
        Workload {
            name: $name,
            esker: $function::<EskerTree>,
            reference: $function::<ReferenceTree>,
            starts_filled: $starts_filled,
        }
    };
}

const WORKLOADS: [Workload; 4] = [
    workload!("insert_sequential", insert_sequential, starts_filled: false),
    workload!("insert_random", insert_random, starts_filled: false),
    workload!("insert_and_flush", insert_and_flush, starts_filled: false),
    workload!("delete", delete, starts_filled: true),
];

fn insert_sequential<E: Engine>(fixture: &Fixture<E>, data: &Dataset) {
    write::insert(&fixture.tree, data.ascending());
}

fn insert_random<E: Engine>(fixture: &Fixture<E>, data: &Dataset) {
    write::insert(&fixture.tree, data.random());
}

fn insert_and_flush<E: Engine>(fixture: &Fixture<E>, data: &Dataset) {
    write::insert(&fixture.tree, data.random());
    checked(fixture.tree.flush_active(0));
}

fn delete<E: Engine>(fixture: &Fixture<E>, data: &Dataset) {
    write::delete(&fixture.tree, data.random());
}

fn prepare<E: Engine>(scale: &Scale, data: &Dataset, starts_filled: bool) -> Fixture<E> {
    checked(if starts_filled {
        Fixture::filled(scale, data, State::Memtable)
    } else {
        Fixture::empty(scale, State::Memtable)
    })
}

fn bench(criterion: &mut Criterion) {
    let scale = Scale::from_env();
    let data = Dataset::new(scale.items);

    for workload in WORKLOADS {
        let mut esker = prepare(&scale, &data, workload.starts_filled);
        let mut reference = prepare(&scale, &data, workload.starts_filled);
        (workload.esker)(&esker, &data);
        (workload.reference)(&reference, &data);
        esker.snapshot = esker.tree.visible_seqno();
        reference.snapshot = reference.tree.visible_seqno();
        assert_agree(
            workload.name,
            checked(read::scan_forward(&esker)),
            checked(read::scan_forward(&reference)),
        );
        drop((esker, reference));

        let mut group = criterion.benchmark_group(workload.name);
        // One iteration writes the whole data set: few samples say enough.
        group
            .throughput(Throughput::Elements(data.len() as u64))
            .sampling_mode(SamplingMode::Flat)
            .sample_size(10)
            .measurement_time(Duration::from_secs(5));
        time(&mut group, &scale, &data, workload.esker, workload.starts_filled);
        time(&mut group, &scale, &data, workload.reference, workload.starts_filled);
        group.finish();
    }
}

fn time<E: Engine>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    scale: &Scale,
    data: &Dataset,
    run: fn(&Fixture<E>, &Dataset),
    starts_filled: bool,
) {
    group.bench_function(E::NAME, |bencher| {
        bencher.iter_batched(
            || prepare(scale, data, starts_filled),
            |fixture| {
                run(&fixture, data);
                // Closing the tree and removing its folder is not part of the question.
                fixture
            },
            BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
