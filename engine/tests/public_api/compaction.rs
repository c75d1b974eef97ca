//! Modules `compaction` and `compaction::filter`.

use std::collections::HashSet;
use std::fmt::Debug;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::{auto, is};
use crate::engine::compaction::filter::{self, Context};
use crate::engine::compaction::{
    Choice, CompactionFilter, CompactionStrategy, FIFO_COMPACTION_NAME, Factory, Fifo, Input, ItemAccessor,
    LEVELED_COMPACTION_NAME, Leveled, Levelled, MoveDown, PullDown, Verdict,
};
use crate::engine::{AbstractTree, KvPair, Result, SeqNo, Slice, TableId, Tree, UserKey, UserValue};

#[test]
fn strategies() {
    fn strategy<T: CompactionStrategy + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
    fn shared<T: CompactionStrategy + Clone>() {}
    fn default<T: Default>() {}
    strategy::<Fifo>();
    strategy::<Leveled>();
    strategy::<MoveDown>();
    strategy::<PullDown>();
    shared::<Fifo>();
    shared::<Leveled>();
    default::<Leveled>();
    is::<Leveled>(Levelled::default());
    signatures! {
        FIFO_COMPACTION_NAME => &'static str;
        LEVELED_COMPACTION_NAME => &'static str;
        Fifo::new => fn(u64, Option<u64>) -> Fifo;
        Leveled::with_level_ratio_policy => fn(Leveled, Vec<f32>) -> Leveled;
        Leveled::with_l0_threshold => fn(Leveled, u8) -> Leveled;
        Leveled::with_table_target_size => fn(Leveled, u64) -> Leveled;
        Fifo::get_name => fn(&Fifo) -> &'static str;
        Fifo::get_config => fn(&Fifo) -> Vec<KvPair>;
    }
    let Fifo { limit, ttl_seconds } = Fifo { limit: 1, ttl_seconds: Some(2) };
    assert_eq!((limit, ttl_seconds), (1, Some(2)));
    let (MoveDown(0u8, 1u8), PullDown(0u8, 1u8)) = (MoveDown(0, 1), PullDown(0, 1)) else {
        unreachable!("as they were built")
    };
}

#[test]
fn names_and_options_are_what_clients_have_stored() {
    let keys = |strategy: &dyn CompactionStrategy| {
        strategy.get_config().into_iter().map(|(key, value)| (key, value.to_vec())).collect::<Vec<_>>()
    };
    assert_eq!((FIFO_COMPACTION_NAME, Fifo::new(1, None).get_name()), ("FifoCompaction", "FifoCompaction"));
    assert_eq!(
        (LEVELED_COMPACTION_NAME, Leveled::default().get_name()),
        ("LeveledCompaction", "LeveledCompaction")
    );
    let fifo = [
        (Slice::from("fifo_limit"), vec![9, 0, 0, 0, 0, 0, 0, 0]),
        (Slice::from("fifo_ttl"), vec![1]),
        (Slice::from("fifo_ttl_seconds"), vec![8, 0, 0, 0, 0, 0, 0, 0]),
    ];
    assert_eq!(keys(&Fifo::new(9, Some(8))), fifo);
    let leveled = [
        (Slice::from("leveled_l0_threshold"), vec![4]),
        (Slice::from("leveled_target_size"), vec![0, 0, 0, 4, 0, 0, 0, 0]),
        (Slice::from("leveled_level_ratio_policy"), vec![1, 0, 0, 0x20, 0x41]),
    ];
    assert_eq!(keys(&Leveled::default()), leveled);
}

/// Strategies come with `Send + Sync` or without.
fn compact(tree: &impl AbstractTree, strategy: Arc<dyn CompactionStrategy + Send + Sync>) -> Result<()> {
    let seqno: SeqNo = 0;
    tree.compact(Arc::new(Leveled::default()), seqno)?;
    tree.compact(strategy, seqno)
}

fn choice(choice: Choice) -> Option<Input> {
    match choice {
        Choice::DoNothing => None,
        Choice::Move(input) | Choice::Merge(input) => Some(input),
        Choice::Drop(ids) => {
            is::<HashSet<TableId, FxBuildHasher>>(ids);
            None
        }
    }
}

/// The last parameter of a strategy has a type without a name.
fn state_of<S, V, C, X: Default>(_: fn(&S, &V, &C, &X) -> Choice) -> X {
    X::default()
}

/// Asks a strategy as the tree does.
fn ask(tree: &Tree) {
    let version = tree.current_version();
    is::<Choice>(Leveled::default().choose(&version, &tree.config, &Default::default()));
    let mut state = state_of(Fifo::choose);
    let hidden = state.hidden_set().clone();
    is::<bool>(version.level_is_busy(0, &hidden));
    *state.hidden_set_mut() = hidden;
}

#[test]
fn choices() {
    fn all<T: Debug + Eq>() {}
    all::<Choice>();
    all::<Input>();
    auto::<Choice>();
    auto::<Input>();
    let input =
        Input { table_ids: HashSet::default(), dest_level: 1u8, canonical_level: 2u8, target_size: 3u64 };
    assert_eq!(choice(Choice::Move(input)).map(|input| input.target_size), Some(3));
}

/// Implements only what has no default.
struct Filter;

impl CompactionFilter for Filter {
    fn filter_item(&mut self, item: ItemAccessor<'_>, ctx: &Context) -> Result<Verdict> {
        is::<&UserKey>(item.key());
        is::<bool>(item.is_indirection());
        is::<Result<UserValue>>(item.value());
        is::<bool>(ctx.is_last_level);
        Ok(match item.value()?.first() {
            None => Verdict::Keep,
            Some(0) => Verdict::Remove,
            Some(1) => Verdict::RemoveWeak,
            Some(2) => Verdict::ReplaceValue(UserValue::empty()),
            Some(_) => Verdict::Destroy,
        })
    }
}

/// The other one overrides the default.
struct FinishingFilter;

impl filter::CompactionFilter for FinishingFilter {
    fn filter_item(&mut self, _: filter::ItemAccessor<'_>, _: &Context) -> Result<filter::Verdict> {
        Ok(Verdict::default())
    }

    fn finish(self: Box<Self>) {}
}

struct Filters;

impl filter::Factory for Filters {
    fn name(&self) -> &str {
        "filters"
    }

    fn make_filter(&self, ctx: &Context) -> Box<dyn CompactionFilter> {
        if ctx.is_last_level { Box::new(Filter) } else { Box::new(FinishingFilter) }
    }
}

/// The key outlives the accessor.
fn key<'a>(item: &ItemAccessor<'a>) -> &'a UserKey {
    item.key()
}

#[test]
fn filters() {
    fn all<T: Debug>() {}
    fn sent<T: Send + ?Sized>() {}
    fn factory<T: Send + Sync + RefUnwindSafe + ?Sized>() {}
    fn default<T: Default>() {}
    all::<Verdict>();
    all::<Context>();
    default::<Verdict>();
    auto::<Verdict>();
    auto::<Context>();
    sent::<dyn CompactionFilter>();
    factory::<dyn Factory>();
    assert_eq!(Filters.name(), "filters");
}
