//! Definitions that can be used, and what is said of those that cannot.
#![allow(clippy::unwrap_used)]

use std::fs;

use serde_json::Value;

use super::{DefinitionError, Forms, definition_files, faults, schema};

/// What is said of a definition: every fault with its line and hint.
fn said(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    fs::write(&file, text).unwrap();
    let place = format!("{}/", folder.path().display());
    let line = |error: &DefinitionError| {
        let hint = error.hint().map(|hint| format!(" → {hint}")).unwrap_or_default();
        format!("{}{hint}", error.to_string().replace(&place, ""))
    };
    faults(&file).unwrap().iter().map(line).collect()
}

const HEAD: &str = "name = \"a\"\nlayout = \"table\"\n";

#[test]
fn a_short_definition_is_enough() {
    let text = format!(
        "{HEAD}fields = [{{ name = \"project_code\" }}]\nrows = [{{ table = \"projects\", take = [\"project_code\"] }}]\n"
    );
    assert_eq!(said(&text), Vec::<String>::new());
    let mut forms = Forms::embedded().unwrap();
    forms.add("mine.toml", &text).unwrap();
    let first = forms.list().next().unwrap();
    assert_eq!((first.name, first.version, first.label, first.layout), ("a", "1", "a", "table"));
    assert_eq!((first.tables, first.file), (vec!["projects"], Some("mine.toml")));
    let field = forms.definitions[0].field("project_code").unwrap();
    assert_eq!(field.headers.first(), "project_code");
}

#[test]
fn unknown_keys_and_words_are_named_with_their_line_and_the_nearest() {
    for (text, expected) in [
        (
            "name = \"a\"\nversion = \"1\"\nlayout = \"table\"\ncolour = 1\n".to_owned(),
            "cannot read the form definition mine.toml, line 4: there is no key `colour` here → known here: name, version, \
             label, layout, unit, missing, unique, grades, title, head, fields, set, rows, hierarchy, form, summary",
        ),
        (
            format!("{HEAD}[[fields]]\nname = \"x\"\nheadres = [\"甲\"]\n"),
            "cannot read the form definition mine.toml, line 5: there is no key `headres` here → did you mean `headers`?",
        ),
        (
            format!("{HEAD}[[fields]]\nname = \"x\"\nreading = \"mony\"\n"),
            "cannot read the form definition mine.toml, line 5: `mony` is none of the words of this key → did you mean \
             `money`?",
        ),
        ("name = \"a\"\n".to_owned(), "cannot read the form definition mine.toml, line 1: the key `layout` is missing"),
        (format!("{HEAD}name = \"b\"\n"), "cannot read the form definition mine.toml, line 3: duplicate key"),
    ] {
        assert_eq!(said(&text), [expected]);
    }
}

#[test]
fn every_fault_is_named_with_its_line() {
    let text = r#"name = "a"
layout = "table"
unit = "公里"
unique = ["jahr"]
grades = { "ALTO" = "hoch" }
fields = [
  { name = "year", headers = ["甲"] },
  { name = "amount", headers = ["乙"], unit_from = "unti" },
  { name = "year", headers = ["丙"] },
]
set.fiscal_year = { field = "year" }
set.colour = { value = "red" }

[[rows]]
table = "project_budgets"
take = ["amount"]
set.budget_type = { value = "general_pubilc" }
set.executed = { value = "viel" }
set.detail = { join = ["year"], text = "{year}" }
set.project_code = {}
set.function_code = { field = "yaer" }

[[rows]]
table = "projekts"
"#;
    let expected = [
        (
            3,
            "`公里` is no unit of amounts",
            "a unit is 元, 千元, 万元, 百万元 or 亿元; 元 is the plain unit of any currency",
        ),
        (5, "the lowest score of `ALTO` is no score: `hoch`", ""),
        (8, "there is no field `unti`", "there are year, amount, year"),
        (9, "there are two fields `year`", ""),
        (4, "there is no field `jahr`", "there are year, amount, year"),
        (
            12,
            "no table of `rows` has a column `colour`",
            "there are fiscal_year, project_code, budget_type, function_code, funding_level, detail, initial_budget, \
             adjusted_budget, executed, received, carried_over",
        ),
        (
            16,
            "table `project_budgets` has no column `amount`",
            "there are fiscal_year, project_code, budget_type, function_code, funding_level, detail, initial_budget, \
             adjusted_budget, executed, received, carried_over",
        ),
        (17, "`general_pubilc` is no word of `budget_type`", "did you mean `general_public`?"),
        (
            19,
            "`detail` has more than one source of its value",
            "give one of field, first, value, text, join, month_of, year_after, word_in or subject",
        ),
        (18, "`executed` cannot hold `viel`", ""),
        (21, "there is no field `yaer`", "did you mean `year`?"),
        (
            20,
            "`project_code` has no source of its value",
            "give one of field, first, value, text, join, month_of, year_after, word_in or subject",
        ),
        (24, "there is no table `projekts`", "did you mean `projects`?"),
    ];
    let expected: Vec<String> = expected
        .iter()
        .map(|(line, found, hint)| {
            let hint = if hint.is_empty() { String::new() } else { format!(" → {hint}") };
            format!("the form definition mine.toml cannot be used, line {line}: {found}{hint}")
        })
        .collect();
    assert_eq!(said(text), expected);
    assert_eq!(
        said("name = \"a\"\nlayout = \"form\"\nmissing = [\"n.a.\"]\n"),
        [
            "the form definition mine.toml cannot be used, line 2: the parts that its layout needs are missing → it needs [form]",
            "the form definition mine.toml cannot be used, line 3: `missing` is a key of `layout = \"table\"` only",
        ]
    );
}

#[test]
fn own_definitions_stand_before_and_over_the_embedded_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, form: &str| {
        let text = format!(
            "name = \"{form}\"\nlayout = \"table\"\nfields = [{{ name = \"x\" }}]\nrows = [{{ table = \"projects\" }}]\n"
        );
        fs::write(folder.path().join(name), text).unwrap();
    };
    file("b.toml", "payments");
    file("a.TOML", "mine");
    file("about.toml", "no_form");
    file("notes.txt", "no_form");
    let embedded = Forms::embedded().unwrap();
    let forms = Forms::embedded().unwrap().with_path(folder.path()).unwrap();
    let names: Vec<&str> = forms.list().map(|form| form.name).collect();
    assert_eq!(names[..2], ["mine", "payments"]);
    assert_eq!(names.len(), embedded.list().count() + 1, "payments stands once");
    assert!(embedded.own_mark().is_empty());
    let mark = forms.own_mark();
    file("b.toml", "payments_2");
    let changed = Forms::embedded().unwrap().with_path(folder.path()).unwrap();
    assert!(mark != changed.own_mark() && mark.len() == 12, "{mark}");
    file("c.toml", "mine");
    let error = Forms::embedded().unwrap().with_path(folder.path()).unwrap_err();
    assert!(error.to_string().ends_with("a.TOML defines a form `mine` too"), "{error}");
    assert!(error.to_string().contains("c.toml cannot be used, line 1"), "{error}");
}

#[test]
fn paths_without_definitions_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = definition_files(folder.path()).unwrap_err();
    assert!(error.to_string().starts_with("there is no form definition in "), "{error}");
    assert!(error.hint().unwrap().contains("forms draft"));
    let error = definition_files(&folder.path().join("none.toml")).unwrap_err();
    assert!(error.to_string().ends_with("none.toml: No such file or directory"), "{error}");
}

/// Whether a value is what a schema says: the parts of JSON Schema that ours uses; the first place where it is not.
fn violation(root: &Value, schema: &Value, value: &Value, place: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return violation(root, &root["$defs"][name], value, place);
    }
    for any in ["anyOf", "oneOf"] {
        if let Some(choices) = schema[any].as_array() {
            let all: Vec<_> = choices.iter().map(|choice| violation(root, choice, value, place)).collect();
            return if all.iter().any(Option::is_none) { None } else { all.into_iter().flatten().last() };
        }
    }
    if let Some(constant) = schema.get("const") {
        return (constant != value).then(|| format!("{place}: {value} is not {constant}"));
    }
    if let Some(words) = schema["enum"].as_array() {
        return (!words.contains(value)).then(|| format!("{place}: {value} is no word"));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&kind) {
        return Some(format!("{place}: {kind} instead of {kinds:?}"));
    }
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| violation(root, &schema["items"], item, &format!("{place}[{at}]"))),
        Value::Object(entries) => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let lacks = required.clone().find(|key| !entries.contains_key(*key));
            let of_entry = |(key, item): (&String, &Value)| {
                let place = format!("{place}.{key}");
                match (schema["properties"].get(key), &schema["additionalProperties"]) {
                    (Some(known), _) => violation(root, known, item, &place),
                    (None, Value::Bool(false)) => Some(format!("{place}: unknown key")),
                    (None, others) => violation(root, others, item, &place),
                }
            };
            lacks.map(|key| format!("{place}: {key} is missing")).or_else(|| entries.iter().find_map(of_entry))
        }
        _ => None,
    }
}

#[test]
fn every_embedded_definition_is_what_the_schema_says() {
    let schema = schema();
    let check = |text: &str| {
        let value: Value = toml::from_str(text).unwrap();
        violation(&schema, &schema, &value, "")
    };
    let forms = Forms::embedded().unwrap();
    for form in forms.list() {
        assert_eq!(check(form.text), None, "{}", form.name);
    }
    assert!(check("layout = \"table\"").unwrap().contains("name is missing"));
    assert!(check("name = \"a\"\nlayout = \"tabel\"").is_some());
    assert!(check("name = \"a\"\nlayout = \"table\"\nfields = [{ name = \"x\", headers = \"x\" }]").is_some());
    assert_eq!(check("name = \"a\"\nlayout = \"table\"\nset.year = { value = 2024 }"), None);
}

#[test]
fn every_key_says_what_it_is() {
    let schema = schema();
    let mut structs: Vec<(&str, &Value)> = vec![("Definition", &schema)];
    let definitions = schema["$defs"].as_object().unwrap();
    structs.extend(definitions.iter().map(|(name, value)| (name.as_str(), value)));
    for (name, value) in structs {
        for (key, property) in value["properties"].as_object().into_iter().flatten() {
            assert!(property["description"].is_string(), "{name}.{key} has no description");
        }
    }
}
