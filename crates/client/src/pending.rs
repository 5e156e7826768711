//! The result of a call that is under way.

use cooee_proto::{Error, ErrorCode};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use tokio::sync::oneshot;

/// The result of a call that is under way. Await it, wait for it, or drop it: the call goes on
/// either way.
#[derive(Debug)]
pub struct Pending<T> {
    receiver: oneshot::Receiver<Result<T, Error>>,
}

impl<T> Pending<T> {
    /// A result to come, and where it goes.
    pub(crate) fn new() -> (oneshot::Sender<Result<T, Error>>, Self) {
        let (sender, receiver) = oneshot::channel();
        (sender, Self { receiver })
    }

    /// Blocks this thread until the result is there. Not for async code: await it there.
    pub fn wait(self) -> Result<T, Error> {
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut pending = pin!(self);
        loop {
            match pending.as_mut().poll(&mut context) {
                Poll::Ready(result) => return result,
                Poll::Pending => std::thread::park(),
            }
        }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // The sender vanishes only with its engine.
        Pin::new(&mut self.receiver)
            .poll(context)
            .map(|received| received.unwrap_or_else(|_| Err(destroyed())))
    }
}

/// The answer to every call after the engine was destroyed.
pub(crate) fn destroyed() -> Error {
    Error::new(ErrorCode::NO_ENGINE, "the engine was destroyed")
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_for_a_result_from_another_thread() {
        let (sender, pending) = Pending::new();
        let thread = std::thread::spawn(move || sender.send(Ok(7)));
        assert_eq!(pending.wait(), Ok(7));
        thread.join().expect("ends").expect("was awaited");
    }

    #[test]
    fn a_destroyed_engine_answers() {
        let (sender, pending) = Pending::<()>::new();
        drop(sender);
        assert_eq!(pending.wait().expect_err("was destroyed").code, ErrorCode::NO_ENGINE);
    }
}
