//! The command line: one file a command; the only room that prints and that decides the exit code.
#![allow(clippy::doc_markdown, reason = "the documentation of commands is their help text")]

mod check;
mod describe;
mod error;
mod forms;
mod functions;
mod generate;
mod history;
mod ingest;
mod lake;
mod limit;
mod lineage;
mod output;
mod queries;
mod query;
mod reconcile;
mod rejects;
mod report;
mod run;
mod sql;
mod tables;
mod terminal;
mod trace;

use std::panic;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use self::error::CommandError;
use self::lake::LakeOptions;

/// The stack of a thread that plans queries: deep plans recurse, most of all without optimisation.
const STACK_BYTES: usize = 16 << 20;

/// Whether the command has ended and what still runs is being cut off.
static ENDS: AtomicBool = AtomicBool::new(false);

/// Budget performance management (预算绩效管理): coverage, effectiveness, and whether evaluation moves allocation
#[derive(Debug, Parser)]
#[command(name = "jixiao", version, propagate_version = true, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    lake: LakeOptions,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Run),
    Ingest(ingest::Ingest),
    Check(check::Check),
    Forms(forms::FormsCommand),
    Tables(tables::Tables),
    Describe(describe::Describe),
    History(history::History),
    Sql(sql::Sql),
    Queries(queries::Queries),
    Query(query::Query),
    Lineage(lineage::Lineage),
    Functions(functions::Functions),
    Rejects(rejects::Rejects),
    Trace(trace::Trace),
    Reconcile(reconcile::Reconcile),
    Report(report::Report),
    Generate(generate::Generate),
}

/// Runs the program: arguments in, exit code out.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|panic| {
        // tasks that are cut off when the program ends complain of each other
        if ENDS.load(Ordering::Relaxed) {
            return;
        }
        terminal::say(&format!("error: jixiao made a mistake of its own: {panic}"));
        terminal::say("hint: please report this with the command and the file that led to it");
    }));
    let (sender, ended) = mpsc::channel();
    let interrupted = sender.clone();
    // a busy query may hold every thread of its runtime, so an interrupt is awaited on a thread of its own
    let watch = thread::Builder::new().spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok()) {
            let _ = interrupted.send(Some(Err(CommandError::cancelled())));
        }
    });
    let program = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        let result = panic::catch_unwind(run_program).ok();
        let _ = sender.send(result);
    });
    let result = match watch.and(program) {
        Ok(_) => ended.recv().ok().flatten(),
        Err(error) => Some(Err(CommandError::internal(format!("no thread can be started: {error}")))),
    };
    ENDS.store(true, Ordering::Relaxed);
    let Some(result) = result else { return ExitCode::from(error::Kind::Internal.exit_code()) };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::say(&format!("error: {}", error.message));
            for hint in &error.hints {
                terminal::say(&format!("hint: {hint}"));
            }
            ExitCode::from(error.kind.exit_code())
        }
    }
}

fn run_program() -> Result<(), CommandError> {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(error) => return explain_usage(&error),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .map_err(CommandError::internal)?;
    let result = runtime.block_on(arguments.command.execute(&arguments.lake));
    ENDS.store(true, Ordering::Relaxed);
    // a query that was stopped may still hold threads: the process does not wait for them
    runtime.shutdown_background();
    result
}

/// The arguments. `check` takes those of `ingest`, but without a path it checks the lake.
fn arguments() -> Result<Arguments, clap::Error> {
    let command = Arguments::command();
    let command = command.mut_subcommand("check", |check| check.mut_arg("paths", |paths| paths.required(false)));
    Arguments::from_arg_matches(&command.try_get_matches()?)
}

/// Prints clap's help and version as data, its errors as ours.
fn explain_usage(error: &clap::Error) -> Result<(), CommandError> {
    let text = error.render().to_string();
    if !error.use_stderr() {
        return terminal::data(&text);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        terminal::say(text.trim_end());
        return Err(CommandError::usage("no command was given"));
    }
    let message = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    let (message, _) = message.split_once("\n\nFor more information").unwrap_or((message, ""));
    let message = message.replace("invalid digit found in string", "a whole number is expected");
    Err(CommandError::usage(message).hint("--help shows what can be given".to_owned()))
}

impl Command {
    async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        match self {
            Self::Run(command) => command.execute(lake).await,
            Self::Ingest(command) => command.execute(lake).await,
            Self::Check(command) => command.execute(lake).await,
            Self::Forms(command) => command.execute(),
            Self::Tables(command) => command.execute(lake),
            Self::Describe(command) => command.execute(lake).await,
            Self::History(command) => command.execute(lake).await,
            Self::Sql(command) => command.execute(lake).await,
            Self::Queries(command) => command.execute(lake),
            Self::Query(command) => command.execute(lake).await,
            Self::Lineage(command) => command.execute(lake).await,
            Self::Functions(command) => command.execute(),
            Self::Rejects(command) => command.execute(lake).await,
            Self::Trace(command) => command.execute(lake).await,
            Self::Reconcile(command) => command.execute(lake).await,
            Self::Report(command) => command.execute(lake).await,
            Self::Generate(command) => command.execute(),
        }
    }
}
