//! The parameters of a request, from its query and its JSON body.

use super::answer::{Code, Refusal};
use cooee_proto::{RoomId, StreamId, User, UserId, UserName};
use serde_json::Value;
use std::{collections::BTreeMap, str::FromStr};

/// All parameters. A list has its values in order; its name has no `[]`.
#[derive(Debug, Default)]
pub struct Parameters(BTreeMap<String, Vec<String>>);

impl Parameters {
    /// Those of a query.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        let mut parameters = Self::default();
        for (name, value) in pairs {
            parameters.add(&name, value);
        }
        parameters
    }

    /// Adds those of a JSON object, whose values are texts, numbers, truth values, or lists of
    /// these. The common parameters count in the query alone. An empty body has none.
    pub fn add_json(&mut self, body: &[u8]) -> Result<(), Refusal> {
        if body.trim_ascii().is_empty() {
            return Ok(());
        }
        let refused = |what: String| Refusal::new(Code::PARAMETER, what);
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| refused(format!("the body is not JSON: {error}")))?;
        let Value::Object(fields) = value else {
            return Err(refused("the body is not a JSON object".to_owned()));
        };
        for (name, value) in fields {
            let items = match value {
                Value::Array(items) => items,
                Value::Null => continue,
                one => vec![one],
            };
            for item in items {
                let text = match item {
                    Value::String(text) => text,
                    Value::Number(number) => number.to_string(),
                    Value::Bool(truth) => truth.to_string(),
                    Value::Null | Value::Array(_) | Value::Object(_) => {
                        return Err(refused(format!("{name} is neither a text nor a number")));
                    }
                };
                self.add(&name, text);
            }
        }
        Ok(())
    }

    fn add(&mut self, name: &str, value: String) {
        let name = name.strip_suffix("[]").unwrap_or(name);
        self.0.entry(name.to_owned()).or_default().push(value);
    }

    /// A parameter that all requests have.
    pub fn common(&self, name: &str, missing: Code) -> Result<&str, Refusal> {
        let first = self.0.get(name).and_then(|values| values.first());
        let first = first.filter(|value| !value.is_empty());
        first.map(String::as_str).ok_or_else(|| Refusal::new(missing, format!("{name} is missing")))
    }

    pub fn text(&self, name: &str) -> Result<&str, Refusal> {
        self.common(name, Code::PARAMETER)
    }

    /// A text of which there may be none, of at most so many bytes.
    pub fn short_text(&self, name: &str, most_bytes: usize) -> Result<String, Refusal> {
        let text = self.text(name).unwrap_or_default();
        if text.len() > most_bytes {
            let message =
                format!("{name} has {} bytes; at most {most_bytes} are allowed", text.len());
            return Err(Refusal::new(Code::PARAMETER, message));
        }
        Ok(text.to_owned())
    }

    /// A number, or what counts where there is none.
    pub fn number_or<T: FromStr + Clone>(&self, name: &str, absent: T) -> Result<T, Refusal> {
        match self.text(name) {
            Err(_) => Ok(absent),
            Ok(text) => text.parse().map_err(|_| {
                let message = format!("{name} is {text:?}, which is not such a number");
                Refusal::new(Code::PARAMETER, message)
            }),
        }
    }

    /// A truth value, or what counts where there is none.
    pub fn truth_or(&self, name: &str, absent: bool) -> Result<bool, Refusal> {
        match self.text(name) {
            Err(_) => Ok(absent),
            Ok("true" | "True" | "1") => Ok(true),
            Ok("false" | "False" | "0") => Ok(false),
            Ok(text) => {
                let message = format!("{name} is {text:?}, which is neither true nor false");
                Err(Refusal::new(Code::PARAMETER, message))
            }
        }
    }

    /// The values of a list of 1 to so many.
    pub fn list(&self, name: &str, most: usize) -> Result<&[String], Refusal> {
        match self.optional_list(name, most)? {
            [] => Err(Refusal::new(Code::PARAMETER, format!("{name}[] is missing"))),
            values => Ok(values),
        }
    }

    /// The values of a list of at most so many.
    pub fn optional_list(&self, name: &str, most: usize) -> Result<&[String], Refusal> {
        let values = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        if values.len() > most {
            let message =
                format!("{name}[] has {} values; at most {most} are allowed", values.len());
            return Err(Refusal::new(Code::PARAMETER, message));
        }
        Ok(values)
    }

    pub fn room(&self) -> Result<RoomId, Refusal> {
        Ok(RoomId::new(self.text("RoomId")?)?)
    }

    pub fn stream(&self) -> Result<StreamId, Refusal> {
        Ok(StreamId::new(self.text("StreamId")?)?)
    }

    /// A user by the names of two parameters; without a name the id is the name.
    pub fn user(&self, id: &str, name: &str) -> Result<User, Refusal> {
        let user_id = UserId::new(self.text(id)?)?;
        let user = User::from_id(user_id);
        match self.text(name) {
            Ok(name) => Ok(User { user_name: UserName::new(name)?, ..user }),
            Err(_) => Ok(user),
        }
    }
}

/// UserIDs of a list.
pub fn users(values: &[String]) -> Result<Vec<UserId>, Refusal> {
    values.iter().map(|value| Ok(UserId::new(value.as_str())?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_and_a_body_say_the_same() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let query = Parameters::new(vec![
            pair("RoomId", "r"),
            pair("UserId[]", "a"),
            pair("UserId[]", "b"),
            pair("Limit", "20"),
            pair("Close", "true"),
        ]);
        let mut body = Parameters::default();
        body.add_json(
            br#"{"RoomId":"r","UserId":["a","b"],"Limit":20,"Marker":null,"Close":true}"#,
        )
        .unwrap();
        for parameters in [query, body] {
            assert_eq!(parameters.room().unwrap().as_str(), "r");
            assert_eq!(parameters.list("UserId", 5).unwrap(), ["a", "b"]);
            assert_eq!(parameters.number_or("Limit", 200).unwrap(), 20);
            assert_eq!(parameters.number_or("Mode", 7).unwrap(), 7);
            assert!(parameters.truth_or("Close", false).unwrap());
            assert!(parameters.truth_or("Open", true).unwrap());
            assert!(parameters.truth_or("Limit", true).is_err());
            let refused = parameters.list("UserId", 1).unwrap_err();
            assert_eq!(refused.message, "UserId[] has 2 values; at most 1 are allowed");
            assert_eq!(parameters.text("Marker").unwrap_err().code, Code::PARAMETER);
        }
    }

    #[test]
    fn a_body_that_is_no_flat_object_is_refused() {
        for body in ["x", "[]", "7", "{\"a\":{}}", "{\"a\":[[]]}"] {
            let refused = Parameters::default().add_json(body.as_bytes()).unwrap_err();
            assert_eq!(refused.code, Code::PARAMETER, "{body}");
        }
        Parameters::default().add_json(b" ").unwrap();
    }
}
