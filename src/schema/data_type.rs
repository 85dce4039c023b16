//! The data types a property can have.

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataType {
    /// UTF-8 text.
    Text,
    /// Integers, exact to ±(2^53 − 1).
    Int,
    /// IEEE doubles.
    Number,
    /// Truth values.
    Boolean,
    /// Instants, RFC 3339.
    Date,
    /// UUIDs, canonical spelling.
    Uuid,
    /// Latitude and longitude in degrees, f32.
    GeoCoordinates,
    /// A phone number with its parsed forms.
    PhoneNumber,
    /// Base64 bytes.
    Blob,
    /// The SHA-256 of a base64 text, hexadecimal.
    BlobHash,
    /// A map of nested properties.
    Object,
    /// References to objects of other collections.
    Reference,
}

const NAMES: [(DataType, &str); 11] = [
    (DataType::Text, "text"),
    (DataType::Int, "int"),
    (DataType::Number, "number"),
    (DataType::Boolean, "boolean"),
    (DataType::Date, "date"),
    (DataType::Uuid, "uuid"),
    (DataType::GeoCoordinates, "geoCoordinates"),
    (DataType::PhoneNumber, "phoneNumber"),
    (DataType::Blob, "blob"),
    (DataType::BlobHash, "blobHash"),
    (DataType::Object, "object"),
];

impl DataType {
    /// Parses a name such as `text[]` into the element type and whether it is an array.
    pub fn parse(name: &str) -> Option<(DataType, bool)> {
        let (element, array) = name.strip_suffix("[]").map_or((name, false), |e| (e, true));
        let kind = NAMES.iter().find(|(_, n)| *n == element)?.0;
        (!array || kind.can_be_array()).then_some((kind, array))
    }

    /// The name of the element type.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(k, _)| *k == self).map_or("cref", |(_, n)| n)
    }

    fn can_be_array(self) -> bool {
        use DataType::*;
        matches!(self, Text | Int | Number | Boolean | Date | Uuid | Object)
    }

    /// Whether a filter can order values of this type by number.
    pub fn is_numeric(self) -> bool {
        matches!(self, DataType::Int | DataType::Number | DataType::Date)
    }
}
