//! Moments at which a load may be killed. In debug builds `JIXIAO_DIE_AT=n` ends the process at the n-th of them, as a
//! power cut would; release builds have none of it.

/// A moment between two steps of a load.
#[cfg(debug_assertions)]
pub(super) fn point(moment: &str) {
    use std::sync::atomic::{AtomicU64, Ordering};
    static PASSED: AtomicU64 = AtomicU64::new(0);
    let passed = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
    if std::env::var("JIXIAO_DIE_AT").is_ok_and(|at| at == passed.to_string()) {
        // the test reads where it died
        if let Ok(told) = std::env::var("JIXIAO_DIED_AT") {
            let _ = std::fs::write(told, moment);
        }
        std::process::abort();
    }
}

/// A moment between two steps of a load.
#[cfg(not(debug_assertions))]
pub(super) fn point(_moment: &str) {}
