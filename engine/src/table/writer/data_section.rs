//! The data section of a table under construction: complete blocks are compressed, hashed, addressed and written.
//!
//! Compressing takes about as long as merging entries and putting blocks together, and neither needs the other. Once a
//! table has grown enough to be worth a thread, blocks are handed to one in batches, and the next ones are put together
//! meanwhile. What is written, and where one table ends and the next begins, is the same either way: towards its end,
//! where the exact length counts, a table is written without the thread again.

use std::io::{self, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use super::index::IndexWriter;
use super::output::OutputFile;
use crate::archive::len_u32;
use crate::compression::{CompressionType, Compressor};
use crate::error::Result;
use crate::key::UserKey;
use crate::seqno::SeqNo;
use crate::table::block::{BlockHandle, BlockOffset, BlockType, HEADER_LEN, encode_block};

/// Batches that may wait for the thread: one that it works on, and one that keeps it from waiting for the next.
const BATCHES_WAITING: usize = 1;

/// When a table is worth a thread.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Pipelining {
    /// From this length on, in bytes.
    from_len: u64,
    /// Bytes of payload that are handed over at a time: waking a thread takes as long as putting a block together.
    batch_len: usize,
}

impl Pipelining {
    /// For tables of usual size. `None` if there is one processor only.
    pub(crate) fn usual() -> Option<Self> {
        static HAS_SEVERAL: OnceLock<bool> = OnceLock::new();
        let has_several = *HAS_SEVERAL
            .get_or_init(|| thread::available_parallelism().is_ok_and(|count| count > NonZero::<usize>::MIN));
        has_several.then_some(Self { from_len: 256 * 1_024, batch_len: 128 * 1_024 })
    }

    #[cfg(test)]
    pub(crate) fn always(batch_len: usize) -> Self {
        Self { from_len: 0, batch_len }
    }

    /// Whether so much is left that the thread gets several batches.
    fn pays(&self, written_len: u64, target_size: u64) -> bool {
        written_len >= self.from_len && target_size.saturating_sub(written_len) >= 8 * self.batch_len as u64
    }
}

/// Where complete blocks go.
pub(super) struct Sink {
    pub(super) file: OutputFile,
    pub(super) index: IndexWriter,
    data_compression: CompressionType,
    index_compression: CompressionType,
    compressor: Compressor,
    frame: Vec<u8>,
}

impl Sink {
    pub(super) fn new(
        file: OutputFile,
        index: IndexWriter,
        data_compression: CompressionType,
        index_compression: CompressionType,
    ) -> Self {
        let (compressor, frame) = (Compressor::default(), Vec::new());
        Self { file, index, data_compression, index_compression, compressor, frame }
    }

    fn append(&mut self, payload: &[u8], end_key: &[u8], seqno: SeqNo) -> Result<()> {
        self.frame.clear();
        encode_block(&mut self.frame, payload, BlockType::Data, self.data_compression, &mut self.compressor)?;
        let handle = BlockHandle::new(BlockOffset(self.file.position()), len_u32(self.frame.len())?);
        self.index.register(end_key, seqno, handle, self.index_compression)?;
        Ok(self.file.write_all(&self.frame)?)
    }
}

/// Blocks on their way to the thread.
#[derive(Default)]
struct Batch {
    payloads: Vec<u8>,
    blocks: Vec<Block>,
}

struct Block {
    payload_len: usize,
    end_key: UserKey,
    seqno: SeqNo,
}

/// A thread that has the sink.
struct Worker {
    /// `None` once no more will come.
    batches: Option<SyncSender<Batch>>,
    /// Batches that were worked off, to be filled again.
    spare: Receiver<Batch>,
    thread: Option<JoinHandle<Result<Box<Sink>>>>,
    batch: Batch,
    batch_len: usize,
    compression: CompressionType,
    /// What would have been written if nothing could be compressed, batches included that are on their way.
    len_max: u64,
    /// By how much less has been written.
    saved: Arc<AtomicU64>,
}

impl Worker {
    /// Hands the sink to a new thread, or back if there can't be one.
    fn start(sink: Box<Sink>, batch_len: usize) -> std::result::Result<Self, Box<Sink>> {
        let (batches, incoming) = mpsc::sync_channel(BATCHES_WAITING);
        let (spare_sender, spare) = mpsc::channel();
        // A thread that can't be started would take everything with it that it was given.
        let (handover, sinks) = mpsc::channel();
        let saved = Arc::new(AtomicU64::new(0));
        let thread = thread::Builder::new().name("table writer".into()).spawn({
            let saved = Arc::clone(&saved);
            move || match sinks.recv() {
                Ok(sink) => work(sink, &incoming, &spare_sender, &saved),
                Err(_) => Err(io::Error::other("there is nothing to write to").into()),
            }
        });
        let Ok(thread) = thread else { return Err(sink) };
        let (len_max, compression) = (sink.file.position(), sink.data_compression);
        handover.send(sink).map_err(|mpsc::SendError(sink)| sink)?;
        let (batches, thread) = (Some(batches), Some(thread));
        Ok(Self { batches, spare, thread, batch: Batch::default(), batch_len, compression, len_max, saved })
    }

    /// `false` if the thread has ended, which it does by itself only if it failed.
    fn push(&mut self, payload: &[u8], end_key: &UserKey, seqno: SeqNo) -> bool {
        self.len_max += frame_len_max(payload.len(), self.compression);
        self.batch.payloads.extend_from_slice(payload);
        self.batch.blocks.push(Block { payload_len: payload.len(), end_key: end_key.clone(), seqno });
        self.batch.payloads.len() < self.batch_len || self.send()
    }

    fn send(&mut self) -> bool {
        let full = std::mem::replace(&mut self.batch, self.spare.try_recv().unwrap_or_default());
        self.batches.as_ref().is_some_and(|batches| batches.send(full).is_ok())
    }

    /// No less than what has been written, and what is on its way.
    fn position_max(&self) -> u64 {
        self.len_max - self.saved.load(Relaxed)
    }

    /// Waits until everything is written.
    fn join(mut self) -> Result<Box<Sink>> {
        self.send();
        self.batches = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(sink)) => sink,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => Err(io::Error::other("there is nothing that writes").into()),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            // The file is given up, and is not to be written to any more when it is removed.
            let _ = thread.join();
        }
    }
}

/// The longest frame a block of this payload can have.
fn frame_len_max(payload_len: usize, compression: CompressionType) -> u64 {
    (HEADER_LEN + compression.max_compressed_len(payload_len)) as u64
}

/// What the thread does.
fn work(
    mut sink: Box<Sink>,
    incoming: &Receiver<Batch>,
    spare: &Sender<Batch>,
    saved: &AtomicU64,
) -> Result<Box<Sink>> {
    for mut batch in incoming {
        let mut rest = batch.payloads.as_slice();
        for Block { payload_len, end_key, seqno } in batch.blocks.drain(..) {
            let (payload, behind) = rest.split_at_checked(payload_len).unwrap_or_default();
            rest = behind;
            let before = sink.file.position();
            sink.append(payload, &end_key, seqno)?;
            let written = sink.file.position() - before;
            saved.fetch_add(
                frame_len_max(payload_len, sink.data_compression).saturating_sub(written),
                Relaxed,
            );
        }
        batch.payloads.clear();
        // Nobody may be left to fill it again.
        let _ = spare.send(batch);
    }
    Ok(sink)
}

enum State {
    /// Blocks are written at once.
    Inline(Box<Sink>),
    Pipelined(Box<Worker>),
    /// An error has ended it.
    Failed,
}

/// The data section.
pub(super) struct DataSection {
    state: State,
    /// `None` if no thread is to be used.
    pipelining: Option<Pipelining>,
    /// Bytes after which the table takes no more blocks.
    target_size: u64,
}

impl DataSection {
    pub(super) fn new(sink: Sink, pipelining: Option<Pipelining>, target_size: u64) -> Self {
        // Without compression a thread would have next to nothing to do.
        let pipelining = pipelining.filter(|_| sink.data_compression != CompressionType::None);
        Self { state: State::Inline(Box::new(sink)), pipelining, target_size }
    }

    /// Appends a block.
    ///
    /// # Errors
    /// `Io`, maybe for one of the blocks before; then the table is lost.
    pub(super) fn append(&mut self, payload: &[u8], end_key: &UserKey, seqno: SeqNo) -> Result<()> {
        if self.pipelining.is_some_and(|pipelining| payload.len() > pipelining.batch_len) {
            // It isn't worth its memory in three batches, and where there is one such value there are more.
            self.pipelining = None;
            self.sink()?;
        }
        match &mut self.state {
            State::Inline(sink) => {
                if let Err(error) = sink.append(payload, end_key, seqno) {
                    self.give_up();
                    return Err(error);
                }
                let position = sink.file.position();
                match self.pipelining {
                    Some(pipelining) if pipelining.pays(position, self.target_size) => {
                        self.start(pipelining.batch_len);
                    }
                    _ => {}
                }
                Ok(())
            }
            State::Pipelined(worker) => {
                if worker.push(payload, end_key, seqno) {
                    Ok(())
                } else {
                    self.sink().map(drop)
                }
            }
            State::Failed => Err(failed_before()),
        }
    }

    /// Ends the thread and lets go of the file. Nothing can be appended any more.
    pub(super) fn give_up(&mut self) {
        self.state = State::Failed;
    }

    fn start(&mut self, batch_len: usize) {
        if let State::Inline(sink) = std::mem::replace(&mut self.state, State::Failed) {
            self.state = match Worker::start(sink, batch_len) {
                Ok(worker) => State::Pipelined(Box::new(worker)),
                Err(sink) => {
                    self.pipelining = None;
                    State::Inline(sink)
                }
            };
        }
    }

    /// Whether the target size is reached. If that can't be told while blocks are on their way, they are waited for.
    ///
    /// # Errors
    /// As [`append`](Self::append).
    pub(super) fn is_full(&mut self) -> Result<bool> {
        match &self.state {
            State::Pipelined(worker) if worker.position_max() < self.target_size => Ok(false),
            _ => Ok(self.sink()?.file.position() >= self.target_size),
        }
    }

    /// What blocks have been written to, once all of them are.
    ///
    /// # Errors
    /// As [`append`](Self::append).
    pub(super) fn sink(&mut self) -> Result<&mut Sink> {
        if matches!(self.state, State::Pipelined(_))
            && let State::Pipelined(worker) = std::mem::replace(&mut self.state, State::Failed)
        {
            self.state = State::Inline(worker.join()?);
        }
        match &mut self.state {
            State::Inline(sink) => Ok(sink),
            _ => Err(failed_before()),
        }
    }
}

fn failed_before() -> crate::Error {
    io::Error::other("writing the table has failed before").into()
}
