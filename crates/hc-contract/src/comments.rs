//! The comments of the protos, which are the descriptions of the contract.

use prost_reflect::{EnumDescriptor, EnumValueDescriptor, FieldDescriptor, MessageDescriptor, prost_types};

/// What stands above a definition, as one paragraph; empty where nothing does.
pub trait Commented {
    /// The comment.
    fn comment(&self) -> String;
}

impl Commented for MessageDescriptor {
    fn comment(&self) -> String {
        find(self.parent_file_descriptor_proto(), self.path())
    }
}

impl Commented for FieldDescriptor {
    fn comment(&self) -> String {
        find(self.parent_message().parent_file_descriptor_proto(), self.path())
    }
}

impl Commented for EnumDescriptor {
    fn comment(&self) -> String {
        find(self.parent_file_descriptor_proto(), self.path())
    }
}

impl Commented for EnumValueDescriptor {
    fn comment(&self) -> String {
        find(self.parent_enum().parent_file_descriptor_proto(), self.path())
    }
}

fn find(file: &prost_types::FileDescriptorProto, path: &[i32]) -> String {
    let locations = file.source_code_info.iter().flat_map(|info| &info.location);
    let comment = locations
        .filter(|location| location.path == path)
        .find_map(|location| location.leading_comments.as_deref().filter(|comment| !comment.trim().is_empty()));
    comment.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
