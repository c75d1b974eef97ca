//! The adapter's third part: the compaction filter. Used inside a module that `adapter!` has filled.

macro_rules! adapter_filter {
    ($krate:ident) => {
        use ::$krate::compaction::{
            CompactionFilter, Factory, ItemAccessor, Verdict as EngineVerdict, filter::Context,
        };

        use crate::compaction_filter::{Asked, Rule, Verdict};

        /// Makes a filter per compaction, and is one itself: all they have in common is what they were asked.
        #[derive(Clone)]
        struct Judge {
            rule: Rule,
            asked: Asked,
        }

        impl Factory for Judge {
            fn name(&self) -> &str {
                "rule"
            }

            fn make_filter(&self, context: &Context) -> Box<dyn CompactionFilter> {
                self.asked.add(("begin", context.is_last_level));
                Box::new(self.clone())
            }
        }

        impl CompactionFilter for Judge {
            fn filter_item(
                &mut self,
                item: ItemAccessor<'_>,
                context: &Context,
            ) -> Result<EngineVerdict, Error> {
                let value_len = || item.value().map(|value| value.len());
                let verdict = self.rule.judge(item.key(), context.is_last_level, value_len)?;
                let key: &[u8] = item.key();
                self.asked.add((key, item.is_indirection(), context.is_last_level, &verdict));
                Ok(match verdict {
                    Verdict::Keep => EngineVerdict::Keep,
                    Verdict::Remove => EngineVerdict::Remove,
                    Verdict::RemoveWeak => EngineVerdict::RemoveWeak,
                    Verdict::Replace(value) => EngineVerdict::ReplaceValue(value.into()),
                    Verdict::Destroy => EngineVerdict::Destroy,
                })
            }

            fn finish(self: Box<Self>) {
                self.asked.add("end");
            }
        }
    };
}
