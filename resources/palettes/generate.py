#!/usr/bin/env python3
"""Writes colourtokens.h, sizetokens.h and tokens.h in client/ui/style from tokens.json: python3 resources/palettes/generate.py"""
import json, pathlib, re

root = pathlib.Path(__file__).resolve().parents[2]
tokens = json.loads((root / "resources/palettes/tokens.json").read_text())
out = []


def emit(line):
    out.append(line)


def begin(*includes):
    """A header begins; the lines so far are written."""
    out.clear()
    emit("// Made by resources/palettes/generate.py from resources/palettes/tokens.json: change that file, then run it.")
    emit("// Lengths are logical px at 100 %, durations ms, colours 0xAARRGGBB.")
    emit("// clang-format off")
    emit("#pragma once\n")
    for include in includes:
        emit(f"#include {include}")
    if includes:
        emit("")
    emit("namespace parlor::client {\n")


def end(name):
    emit("} // namespace tokens\n\n} // namespace parlor::client")
    (root / "client/ui/style" / name).write_text("\n".join(out) + "\n")


def upper(name):
    return name[0].upper() + name[1:]


def argb(value):
    if isinstance(value, str):
        return f"0xff{value[1:].lower()}"
    alpha = round(value["alpha"] * 255)
    return f"0x{alpha:02x}{value['hex'][1:].lower()}"


def constant(name, value):
    if isinstance(value, dict):
        space(name, value)
    elif isinstance(value, bool):
        emit(f"inline constexpr bool {name} = {str(value).lower()};")
    elif isinstance(value, int):
        emit(f"inline constexpr int {name} = {value};")
    elif isinstance(value, float):
        emit(f"inline constexpr double {name} = {value};")
    elif name == "coverRatio":
        w, h = value.split(":")
        emit(f"inline constexpr double {name} = {w}.0 / {h}.0;")


def space(name, values):
    emit(f"namespace {name} {{")
    for key, value in values.items():
        constant(key, value)
    emit(f"}} // namespace {name}")


roles = list(tokens["color"]["light"])
kinds = ["light", "dark", "highContrast"]
begin("<array>", "<cstdint>")
emit("/// What a colour is for.")
emit("enum class Colour { " + ", ".join(upper(r) for r in roles) + " };")
emit("")
emit("namespace tokens {")
emit(f"inline constexpr int colourCount = {len(roles)};")
emit("/// [light, dark, high contrast][Colour]")
emit("inline constexpr std::array<std::array<std::uint32_t, colourCount>, 3> colours = {{")
for kind in kinds:
    emit("    {{" + ", ".join(argb(tokens["color"][kind][r]) for r in roles) + "}},")
emit("}};")
emit("inline constexpr std::array<const char*, colourCount> colourNames = {" + ", ".join(f'"{r}"' for r in roles) + "};")
emit("/// The colours of people: fill, text on it, name on light and on dark grounds.")
emit("struct PersonColours {\n    std::uint32_t fill, onFill, nameLight, nameDark;\n};")
emit("inline constexpr std::array<PersonColours, 8> people = {{")
for person in tokens["color"]["people"].values():
    emit("    {" + ", ".join(argb(person[k]) for k in ("fill", "onFill", "nameLight", "nameDark")) + "},")
emit("}};")
emit("namespace lightbox {")
for name, value in tokens["color"]["lightbox"].items():
    emit(f"inline constexpr std::uint32_t {name}Colour = {argb(value)};")
emit("} // namespace lightbox")
emit(f"inline constexpr std::uint32_t lampDot = {argb(tokens['color']['lampDot'])};")
end("colourtokens.h")

begin()
emit("namespace tokens {")
for key, value in tokens["size"].items():
    # A name that the colours have already: the sizes of the lightbox join them.
    space(key, value)
end("sizetokens.h")

begin('"client/ui/style/colourtokens.h"', '"client/ui/style/sizetokens.h"\n', "<array>")
emit("/// A named size of type.")
emit("enum class TextSize { " + ", ".join(upper(t) for t in tokens["font"]["scale"]) + " };\n")
emit("namespace tokens {")
emit("struct TypeSize {\n    int size, line, weight;\n    double tracking;\n};")
emit(f"inline constexpr std::array<TypeSize, {len(tokens['font']['scale'])}> type = {{{{")
for t in tokens["font"]["scale"].values():
    emit(f"    {{{t['size']}, {t['line']}, {t['weight']}, {t.get('tracking', 0)}}},")
emit("}};")
space("emoji", tokens["font"]["emoji"])
layer = tokens["stateLayer"]
emit("namespace layer {")
for key, value in layer.items():
    if isinstance(value, float):
        emit(f"inline constexpr double {key} = {value};")
emit(f"inline constexpr double newMessagesLine = {layer['divider']['newMessagesLineAlpha']};")
emit("} // namespace layer")
emit("namespace icon {")
for key, value in tokens["icon"].items():
    if isinstance(value, int):
        emit(f"inline constexpr int {'inText' if key == 'inline' else key} = {value};")
emit(f"inline constexpr double strokeTimesSize = {1.55 * 24:g};")
emit("} // namespace icon")
for group in ("space", "radius", "line", "motion"):
    space(group, {k: v for k, v in tokens[group].items()})
emit("namespace shadow {")
for name in ("popup", "pill"):
    emit(f"inline constexpr int {name}Y = {tokens['shadow'][name]['y']};")
    emit(f"inline constexpr int {name}Blur = {tokens['shadow'][name]['blur']};")
emit("} // namespace shadow")
end("tokens.h")
