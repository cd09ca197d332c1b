//! Compiles `proto/` in Rust (no `protoc` needed): messages, gRPC code, canonical ProtoJSON for events, the descriptor
//! set for reflection, and the event type of each payload from its option.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use prost::Message as _;
use prost_reflect::{DescriptorPool, MessageDescriptor, Value};

const EVENT_PACKAGE: &str = "hostingco.events.v1";

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo::rerun-if-changed={}", root.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);

    let mut files = Vec::new();
    protos_below(&root, &mut files)?;
    let mut compiler = protox::Compiler::new([&root])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    let encoded = compiler.encode_file_descriptor_set();
    fs::write(out.join("descriptors.bin"), &encoded)?;
    let descriptors = compiler.file_descriptor_set();

    pbjson_build::Builder::new()
        .register_descriptors(&descriptors.encode_to_vec())?
        .emit_fields()
        .ignore_unknown_fields()
        // A value that was added later reads as the unspecified one: a newer sender must not stop an older consumer.
        .ignore_unknown_enum_variants()
        .build(&[".hostingco.events", ".hostingco.type"])?;
    tonic_prost_build::configure()
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .bytes(".")
        .compile_fds(descriptors)?;
    fs::write(out.join("event_types.rs"), event_types(&compiler.descriptor_pool())?)?;
    Ok(())
}

/// Every `.proto` file, in a fixed order.
fn protos_below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            protos_below(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

/// `impl Event for …` for each payload, the list of them, and a macro over them.
fn event_types(pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
    let option = pool
        .get_extension_by_name("hostingco.events.v1.event_type")
        .ok_or("proto/hostingco/events/v1/options.proto no longer defines event_type")?;
    let event_type = |message: &MessageDescriptor| match message.options().get_extension(&option).as_ref() {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let mut payloads: Vec<_> = pool
        .all_messages()
        .filter(|message| message.package_name() == EVENT_PACKAGE)
        .filter_map(|message| event_type(&message).map(|kind| (kind, message.name().to_owned())))
        .collect();
    payloads.sort();
    let mut code = String::new();
    for (kind, message) in &payloads {
        writeln!(code, "impl Event for events::v1::{message} {{ const TYPE: &'static str = {kind:?}; }}")?;
    }
    writeln!(code, "/// Every event type that is published, sorted.")?;
    writeln!(code, "pub const EVENT_TYPES: &[&str] = &[")?;
    for (kind, _) in &payloads {
        writeln!(code, "    {kind:?},")?;
    }
    writeln!(code, "];")?;
    writeln!(code, "/// Hands every payload, as a name in `hc_proto::events::v1`, to another macro.")?;
    writeln!(code, "#[macro_export] macro_rules! for_each_event {{ ($use:ident) => {{ $use! {{")?;
    for (_, message) in &payloads {
        writeln!(code, "    {message},")?;
    }
    writeln!(code, "}} }} }}")?;
    Ok(code)
}
