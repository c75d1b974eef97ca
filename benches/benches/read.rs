//! Reads: points, scans, ranges and prefixes, from the memtable and from tables.

use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use esker_benches::{Dataset, Digest, Fixture, Scale, State, assert_agree, checked, read};
use esker_reference::{Engine, EskerTree, Outcome, ReferenceTree};

/// Keys on which the engines have to agree before a workload that takes a key is timed.
const KEYS_COMPARED: usize = 200;

/// The same filled tree in both engines.
struct Pair {
    esker: Fixture<EskerTree>,
    reference: Fixture<ReferenceTree>,
}

fn bench(criterion: &mut Criterion) {
    let scale = Scale::from_env();
    let data = Dataset::new(scale.items);

    for state in [State::Memtable, State::Disk] {
        let pair = Pair {
            esker: checked(Fixture::filled(&scale, &data, state)),
            reference: checked(Fixture::filled(&scale, &data, state)),
        };
        let name = |workload: &str| format!("{workload}/{}", state.name());

        by_key(criterion, &name("point_read_hit"), &pair, || data.present_keys(), (read::point, read::point));
        by_key(criterion, &name("point_read_miss"), &pair, || data.absent_keys(), (read::point, read::point));
        by_key(
            criterion,
            &name("range_100"),
            &pair,
            || data.present_keys(),
            (read::range_100, read::range_100),
        );
        by_key(criterion, &name("prefix"), &pair, || data.present_keys(), (read::prefix, read::prefix));
        whole(criterion, &name("scan_forward"), &pair, (read::scan_forward, read::scan_forward));
        whole(criterion, &name("scan_reverse"), &pair, (read::scan_reverse, read::scan_reverse));
    }
}

/// A workload that reads everything.
type Whole<E> = fn(&Fixture<E>) -> Outcome<Digest>;

fn whole(criterion: &mut Criterion, name: &str, pair: &Pair, run: (Whole<EskerTree>, Whole<ReferenceTree>)) {
    let digest = checked(run.0(&pair.esker));
    assert_agree(name, digest, checked(run.1(&pair.reference)));

    let mut group = criterion.benchmark_group(name);
    group
        .throughput(Throughput::Elements(digest.items()))
        .sampling_mode(SamplingMode::Flat)
        .sample_size(20)
        .measurement_time(Duration::from_secs(4));
    group.bench_function(EskerTree::NAME, |bencher| bencher.iter(|| checked(run.0(&pair.esker))));
    group.bench_function(ReferenceTree::NAME, |bencher| bencher.iter(|| checked(run.1(&pair.reference))));
    group.finish();
}

fn by_key<'a, K: Iterator<Item = &'a [u8]>>(
    criterion: &mut Criterion,
    name: &str,
    pair: &Pair,
    keys: impl Fn() -> K,
    run: (
        impl Fn(&Fixture<EskerTree>, &[u8]) -> Outcome<Digest>,
        impl Fn(&Fixture<ReferenceTree>, &[u8]) -> Outcome<Digest>,
    ),
) {
    for key in keys().take(KEYS_COMPARED) {
        assert_agree(name, checked(run.0(&pair.esker, key)), checked(run.1(&pair.reference, key)));
    }

    let mut group = criterion.benchmark_group(name);
    group.measurement_time(Duration::from_secs(4));
    time_by_key(&mut group, &pair.esker, keys(), run.0);
    time_by_key(&mut group, &pair.reference, keys(), run.1);
    group.finish();
}

fn time_by_key<'a, E: Engine>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    fixture: &Fixture<E>,
    mut keys: impl Iterator<Item = &'a [u8]>,
    run: impl Fn(&Fixture<E>, &[u8]) -> Outcome<Digest>,
) {
    group.bench_function(E::NAME, |bencher| {
        bencher.iter(|| keys.next().map(|key| checked(run(fixture, key))));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
