//! Asynchronous work at the end of a test, from `Drop`.

/// Runs `work` to its end on a thread of its own, so that it also works inside a test's runtime and while panicking.
/// What goes wrong is printed: the test has its verdict already.
pub(crate) fn finish<F>(what: String, work: F)
where
    F: Future<Output = Result<(), String>> + Send + 'static,
{
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if let Err(error) = runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(work)) {
            eprintln!("could not remove {what}: {error}");
        }
    });
    if thread.join().is_err() {
        eprintln!("removing a test's leftovers panicked");
    }
}
