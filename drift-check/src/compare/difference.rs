//! One fact that differs.

use crate::model::item::{ItemKind, Reach};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is compared. Each aspect is judged by one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the rule of the same name explains it")]
pub enum Aspect {
    FeatureAbsent,
    FeatureExtra,
    FeatureChanged,
    DefaultFeatures,
    DependencyAbsent,
    DependencyExtra,
    DependencyRequirement,
    Edition,
    TargetAbsent,
    TargetExtra,
    TargetChanged,
    ModuleAbsent,
    ModuleExtra,
    Reach,
    Moved,
    PublicPathAbsent,
    PublicPathExtra,
    CfgChanged,
    KindChanged,
    OrphanFile,
    FunctionAbsent,
    FunctionExtra,
    ParameterCount,
    ParameterType,
    Receiver,
    ReturnType,
    Bounds,
    Qualifiers,
    MustUse,
    Deprecated,
    MacroBody,
    TypeAbsent,
    TypeExtra,
    FieldAbsent,
    FieldExtra,
    FieldType,
    FieldVisibility,
    MemberOrder,
    VariantAbsent,
    VariantExtra,
    VariantPayload,
    Discriminant,
    DeriveAbsent,
    DeriveExtra,
    Repr,
    NonExhaustive,
    TypeParameters,
    AliasTarget,
    Shape,
    TraitAbsent,
    TraitExtra,
    TraitItemAbsent,
    TraitItemExtra,
    ProvidedRequired,
    ImplAbsent,
    ImplExtra,
    Supertraits,
    AssociatedType,
    DerivedWritten,
    ImplMemberAbsent,
    ImplMemberExtra,
    ImplBounds,
    ConstantAbsent,
    ConstantExtra,
    ConstantType,
    ConstantValue,
    StaticMutability,
    BodyConstant,
    Encoding,
    StubBody,
    TrivialBody,
    NameGone,
    ErrorNotBuilt,
    ResultSwallowed,
    LockMissing,
    LockKind,
    LockOrder,
    AtomicOrdering,
    AtomicOperation,
    GuardLifetime,
    Comparison,
    EarlyReturn,
    MatchArms,
    IoOrder,
    Callee,
    Operand,
    StatementAbsent,
    StatementExtra,
    StatementOrder,
    Value,
    Narrowing,
    WrittenType,
    Condition,
    Expression,
    UnsafeAdded,
    ArithmeticMode,
    PanicSite,
    ConfigMap,
    AcceptanceUnused,
    AcceptanceExpired,
    AcceptanceStale,
    EvidenceMissing,
}

/// The direction of a difference.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum DriftKind {
    /// The reference has it, the port does not.
    Absent,
    /// The port has it, the reference does not.
    Extra,
    /// Both have it, and it differs.
    Changed,
    /// Both have it, in different places.
    Moved,
}

impl DriftKind {
    /// The word used in reports and ledgers.
    pub fn word(self) -> &'static str {
        match self {
            DriftKind::Absent => "absent",
            DriftKind::Extra => "extra",
            DriftKind::Changed => "changed",
            DriftKind::Moved => "moved",
        }
    }
}

/// Where one side of a difference is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// Canonical path of the item on this side.
    pub item: String,
    /// File, relative to the crate.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// The declaration, on one line.
    pub snippet: String,
}

/// What exactly differs, for programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// The reference's side of the fact, in canonical spelling.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reference: Option<String>,
    /// The port's side of the fact, in canonical spelling and the reference's words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub port: Option<String>,
    /// Both sides as messages show them, if that is not how they are spelt above: there, parameters go by position, so that
    /// another name for one changes nothing.
    #[serde(skip)]
    #[schemars(skip)]
    pub shown: Option<(String, String)>,
    /// For something absent or extra as a whole: how many items of each kind it contains.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub contains: BTreeMap<String, usize>,
    /// The public ones among the contained items.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub public_items: Vec<String>,
    /// What a reader should know before acting on it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
    /// Whether a macro that is not expanded may provide what seems to be missing on one side.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub maybe_generated: bool,
}

impl Facts {
    /// Both sides of a fact.
    pub fn both(reference: impl Into<String>, port: impl Into<String>) -> Self {
        Self { reference: Some(reference.into()), port: Some(port.into()), ..Self::default() }
    }

    /// Whether a note of these words is there.
    pub fn has_note(&self, note: &str) -> bool {
        self.notes.iter().any(|found| found == note)
    }

    /// A fact only the reference has.
    pub fn reference(reference: impl Into<String>) -> Self {
        Self { reference: Some(reference.into()), ..Self::default() }
    }

    /// A fact only the port has.
    pub fn port(port: impl Into<String>) -> Self {
        Self { port: Some(port.into()), ..Self::default() }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What was compared.
    pub aspect: Aspect,
    /// In which direction it differs.
    pub kind: DriftKind,
    /// Canonical path in the reference, or in the port if it is extra.
    pub item: String,
    /// The kind of the item.
    pub item_kind: ItemKind,
    /// From where the item can be reached: in the reference, or in the port if it is extra.
    pub reach: Reach,
    /// What tells this difference from others of the same aspect and item. Part of the fingerprint: no line numbers.
    pub detail: String,
    /// The reference's side.
    pub reference: Option<Site>,
    /// The port's side.
    pub port: Option<Site>,
    /// What exactly differs.
    pub facts: Facts,
}
