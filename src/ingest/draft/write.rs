//! The proposal as TOML, with comments where a person must decide.

use std::fmt::Write;

use super::keys;
use super::roles::{Plan, Subject};
use super::sheet::{Column, Table};
use crate::ingest::definition::Reading;
use crate::ingest::grid::column_letters;
use crate::ingest::spelling::squeezed;

/// A field of the proposal.
struct Field<'a> {
    name: String,
    column: &'a Column,
    is_required: bool,
    is_filled: bool,
    is_unsure: bool,
    reading: Option<&'static str>,
}

/// Writes a proposal. Writing to a string does not fail.
pub(super) fn write(name: &str, file: &str, table: &Table<'_>, plan: &Plan) -> String {
    let fields = fields(table, plan);
    let mut text = String::new();
    let lines = if table.header.to - table.header.from > 1 {
        format!("rows {} to {}", table.header.from + 1, table.header.to)
    } else {
        format!("row {}", table.header.to)
    };
    let _ = writeln!(
        text,
        "# A proposal for {}: its header stands in {lines}, {} rows below it.",
        one_line(file),
        table.rows.len()
    );
    let _ =
        writeln!(text, "# Lines with `?` are guesses. Change what is wrong, then: jixiao forms check THIS --on FILE");
    let _ = writeln!(text, "name = {}\nlabel = {}\nlayout = \"table\"", quoted(name), quoted(name));
    head(&mut text, table, plan);
    if plan.repeats && !plan.code.is_empty() {
        let year = plan.roles.contains_key("fiscal_year").then_some("fiscal_year".to_owned());
        let names: Vec<String> = year.into_iter().chain(code_fields(plan)).map(|name| quoted(&name)).collect();
        let _ =
            writeln!(text, "unique = [{}] # some rows share these and differ: they would be refused", names.join(", "));
    }
    text.push_str("fields = [\n");
    for field in &fields {
        let _ = writeln!(text, "  {}", field.line());
    }
    // what the lines above the table or an about.toml may say
    for (role, header) in [("fiscal_year", "预算年度"), ("department", "主管部门")] {
        if !plan.roles.contains_key(role) && (role == "department" || table.year.is_some()) {
            let _ = writeln!(
                text,
                "  {{ name = \"{role}\", headers = [\"{header}\"] }}, # no such column: from the lines above the table, or an about.toml"
            );
        }
    }
    text.push_str("]\n");
    not_used(&mut text, table, &fields);
    if !plan.roles.contains_key("fiscal_year") && table.year.is_none() {
        text.push_str("set.fiscal_year = { value = 2024 } # ? nothing prints the year: put the right one\n");
    }
    match plan.subject {
        Subject::Budgets => budgets(&mut text, table, plan),
        Subject::Evaluations => evaluations(&mut text, table, plan),
    }
    text
}

impl Field<'_> {
    /// Its line: `{ name = "executed", headers = ["执行数"] }, # ? H: 12.5, 13`.
    fn line(&self) -> String {
        let mut line = format!("{{ name = {}, headers = [{}]", quoted(&self.name), quoted(&self.column.header));
        if self.is_required {
            line.push_str(", required = true");
        }
        if self.is_filled {
            line.push_str(", filled = true");
        }
        if let Some(reading) = self.reading {
            let _ = write!(line, ", reading = \"{reading}\"");
        }
        let mark = if self.is_unsure { "? " } else { "" };
        let letters = column_letters(self.column.position);
        format!("{line} }}, # {mark}{letters}: {}", samples(self.column))
    }
}

fn samples(column: &Column) -> String {
    let short = |text: &String| {
        let text = one_line(text);
        if text.chars().count() > 30 { text.chars().take(30).chain(['…']).collect() } else { text }
    };
    let samples: Vec<String> = column.guess.samples.iter().map(short).collect();
    if samples.is_empty() { "blank".to_owned() } else { samples.join(", ") }
}

/// The unit, the markers and the labels above the table.
fn head(text: &mut String, table: &Table<'_>, plan: &Plan) {
    let has_money = table.columns.iter().any(|column| column.guess.is_money());
    if has_money {
        match table.unit {
            Some(unit) => {
                let _ = writeln!(text, "unit = \"{}\" # as the lines above the table print it", unit.label());
            }
            None => text.push_str(
                "unit = \"元\" # ? the unit where no header prints one; 元 is the plain unit of any currency\n",
            ),
        }
    }
    let used = |column: &&Column| plan.roles.values().chain(&plan.parts).any(|position| *position == column.position);
    let mut marks: Vec<&String> = table.columns.iter().filter(used).flat_map(|column| &column.guess.missing).collect();
    marks.sort();
    marks.dedup();
    if !marks.is_empty() {
        let marks: Vec<String> = marks.iter().map(|mark| quoted(mark)).collect();
        let _ = writeln!(text, "missing = [{}] # ? what stands where there is no value", marks.join(", "));
    }
    if table.header.from > 0 {
        text.push_str("head = { department = [\"编制部门\", \"填报部门\", \"部门名称\", \"主管部门\"], unit = [\"填报单位\", \"编制单位\", \"单位名称\"] }\n");
    }
}

fn fields<'a>(table: &'a Table<'_>, plan: &Plan) -> Vec<Field<'a>> {
    let mut fields = Vec::new();
    for column in &table.columns {
        let role = plan.role_of(column.position);
        let is_code = plan.code.contains(&column.position);
        let is_part = plan.parts.contains(&column.position);
        let name = match role {
            Some(role) => role.to_owned(),
            None if plan.detail == Some(column.position) => "detail".to_owned(),
            None if is_code || is_part => column_name(column.position),
            None => continue,
        };
        // a second use of the column is made in `set`
        let needs_code = is_code && !name.ends_with("code");
        let reading = match column.guess.reading {
            Reading::Code if needs_code => Some("code"),
            Reading::Score if is_part => Some("score"),
            _ => None,
        };
        fields.push(Field {
            is_required: is_code || matches!(role, Some("fiscal_year" | "score" | "initial_budget")),
            is_filled: role == Some("score"),
            is_unsure: role.is_some_and(|role| plan.unsure.contains(&role)) || is_part,
            name,
            column,
            reading,
        });
    }
    fields
}

/// The name of a field for a column that is none of the lake's.
fn column_name(position: usize) -> String {
    format!("column_{}", column_letters(position).to_lowercase())
}

/// The fields of the columns that make the code.
fn code_fields(plan: &Plan) -> Vec<String> {
    let name = |position: &usize| plan.role_of(*position).map_or_else(|| column_name(*position), str::to_owned);
    plan.code.iter().map(name).collect()
}

fn not_used(text: &mut String, table: &Table<'_>, fields: &[Field<'_>]) {
    for column in &table.columns {
        if !fields.iter().any(|field| field.column.position == column.position) {
            let (header, letters) = (one_line(&column.header), column_letters(column.position));
            let _ = writeln!(
                text,
                "# not used: {letters} `{header}`, {} different values: {}",
                column.guess.distinct,
                samples(column)
            );
        }
    }
}

/// How a row names its project: `{ field = … }`, or the columns that do together.
fn code_origin(plan: &Plan) -> Option<String> {
    let names: Vec<String> = code_fields(plan).iter().map(|name| quoted(name)).collect();
    match names.as_slice() {
        [] => None,
        [single] => Some(format!("{{ field = {single} }}")),
        several => Some(format!("{{ join = [{}], with = \"-\" }}", several.join(", "))),
    }
}

fn taken(plan: &Plan, roles: &[&str]) -> Vec<String> {
    let has_detail = plan.detail.is_some_and(|position| plan.role_of(position).is_none());
    let is_there = |role: &&&str| plan.roles.contains_key(**role) || (**role == "detail" && has_detail);
    roles.iter().filter(is_there).map(|role| quoted(role)).collect()
}

fn budgets(text: &mut String, table: &Table<'_>, plan: &Plan) {
    match code_origin(plan) {
        Some(origin) if !plan.has_own_code() => {
            let _ = writeln!(text, "set.project_code = {origin} # ? what names a project, in every table below");
        }
        Some(_) => {}
        None => {
            let first = table.columns.first().map(|column| quoted(&column.header)).unwrap_or_default();
            let _ =
                writeln!(text, "set.project_code = {{ value = \"all\" }} # ? nothing names a project; is it {first}?");
        }
    }
    let given_year =
        if plan.roles.contains_key("fiscal_year") || table.year.is_some() { vec!["fiscal_year"] } else { vec![] };
    // what belongs to a project must be the same wherever the project stands
    let year = plan.roles.get("fiscal_year").copied();
    let key: Vec<usize> = year.into_iter().chain(plan.code.iter().copied()).collect();
    let mut of_project: Vec<&str> = given_year.clone();
    let mut differ: Vec<&str> = Vec::new();
    for role in
        ["project_code", "region", "department_code", "department", "unit_code", "unit", "project_name", "category"]
    {
        let is_own_code = role == "project_code" && plan.has_own_code();
        match plan.roles.get(role) {
            Some(_) if is_own_code => of_project.push(role),
            Some(position) if role != "project_code" && keys::follows(table, &key, *position) => of_project.push(role),
            Some(_) if role != "project_code" => differ.push(role),
            _ => {}
        }
    }
    if !plan.roles.contains_key("department") {
        of_project.push("department");
    }
    let list = |names: &[&str]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "\n[[rows]]\ntable = \"projects\"\ntake = [{}]", list(&of_project));
    for role in differ {
        let _ =
            writeln!(text, "# `{role}` is not taken: it differs between rows of one project, which would be refused");
    }
    if !plan.roles.contains_key("category") {
        text.push_str(
            "set.category = { value = \"特定目标类\" } # ? in the scope of the analyses: 特定目标类, 其他运转类\n",
        );
    }
    let mut names: Vec<String> = given_year.iter().map(|name| quoted(name)).collect();
    if plan.has_own_code() {
        names.push(quoted("project_code"));
    }
    names.extend(taken(
        plan,
        &[
            "budget_type",
            "function_code",
            "detail",
            "initial_budget",
            "adjusted_budget",
            "executed",
            "received",
            "carried_over",
        ],
    ));
    let _ = writeln!(text, "\n[[rows]]\ntable = \"project_budgets\"\ntake = [{}]", names.join(", "));
    if !plan.roles.contains_key("budget_type") {
        text.push_str("set.budget_type = { value = \"general_public\" } # ? which of the budgets\n");
    }
    match (plan.detail, plan.detail.and_then(|position| plan.role_of(position))) {
        (None, _) => text.push_str("set.detail = { value = \"\" }\n"),
        (Some(_), Some(role)) => {
            let _ = writeln!(text, "set.detail = {{ field = \"{role}\" }} # ? it tells apart what the code does not");
        }
        (Some(_), None) => {}
    }
}

fn evaluations(text: &mut String, table: &Table<'_>, plan: &Plan) {
    if let Some(origin) = code_origin(plan) {
        let _ = writeln!(text, "set.subject = {origin} # ? what names the project");
    } else {
        let name = plan.roles.contains_key("project_name").then_some("project_name");
        let names: Vec<String> = name.into_iter().chain(["department"]).map(quoted).collect();
        let owner = if plan.roles.contains_key("unit") { "\"unit\", \"department\"" } else { "\"department\"" };
        let _ = writeln!(
            text,
            "set.subject = {{ subject = {{ owner = [{owner}], name = [{}] }} }} # ? no code is printed: owner and name",
            names.join(", ")
        );
    }
    for (role, constant, why) in [
        ("subject_kind", "project", "what is evaluated: project, department, policy"),
        ("evaluator_kind", "finance", "who commissioned it: self, department, finance, spot_check"),
    ] {
        if !plan.roles.contains_key(role) {
            let _ = writeln!(text, "set.{role} = {{ value = \"{constant}\" }} # ? {why}");
        }
    }
    if !plan.roles.contains_key("evaluation_year") {
        let origin = if plan.roles.contains_key("fiscal_year") || table.year.is_some() {
            "{ year_after = \"fiscal_year\" }"
        } else {
            "{ value = 2025 }"
        };
        let _ = writeln!(text, "set.evaluation_year = {origin} # ? when it was evaluated");
    }
    let mut shared = taken(plan, &["subject_kind", "evaluator_kind", "evaluation_year"]);
    if plan.roles.contains_key("fiscal_year") || table.year.is_some() {
        shared.insert(0, quoted("fiscal_year"));
    }
    let mut own = taken(
        plan,
        &["department_code", "department", "unit", "budget_type", "amount_evaluated", "score", "grade_reported"],
    );
    if !plan.roles.contains_key("department") {
        own.insert(0, quoted("department"));
    }
    let names: Vec<String> = shared.iter().cloned().chain(own).collect();
    let _ = writeln!(text, "\n[[rows]]\ntable = \"evaluations\"\ntake = [{}]", names.join(", "));
    if plan.parts.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n# ? the scores of parts; give each its weight: weight = {{ value = 20 }}");
    let _ = writeln!(text, "[[rows]]\ntable = \"evaluation_indicators\"\ntake = [{}]", shared.join(", "));
    text.push_str("set.subdimension = { value = \"\" }\nset.name = { value = \"\" }\neach = [\n");
    for position in &plan.parts {
        let Some(column) = table.columns.iter().find(|column| column.position == *position) else { continue };
        let field = quoted(&column_name(*position));
        let _ = writeln!(
            text,
            "  {{ field = {field}, set = {{ dimension = {{ value = {} }}, score_reported = {{ field = {field} }} }} }},",
            quoted(&squeezed(&column.header))
        );
    }
    text.push_str("]\n");
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A text for a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
