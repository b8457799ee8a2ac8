// Text crosses as UTF-8 by pointer and length, lent for the call: no copy, no terminator, NULs are bytes like others.

%{
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

// Connectify.Sdk.Interop.NativeText has the same layout.
extern "C" struct NativeText {
  const char* data;
  std::size_t size;
};

namespace {

std::string_view view_of(NativeText text) {
  return text.data == nullptr ? std::string_view("") : std::string_view(text.data, text.size);
}

NativeText lend(std::string_view text) { return {text.data(), text.size()}; }

// The receiver frees it with free().
NativeText hand_over(std::string_view text) {
  auto* const copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  text.copy(copy, text.size());
  return {copy, text.size()};
}

}  // namespace
%}

%define TEXT_TYPES(TYPE)
%typemap(ctype, out="NativeText") TYPE "NativeText"
%typemap(imtype) TYPE "NativeText"
%enddef
TEXT_TYPES(std::string_view)
TEXT_TYPES(const std::string &)
TEXT_TYPES(std::string)
TEXT_TYPES(std::optional<std::string>)
TEXT_TYPES(std::optional<std::string_view>)
TEXT_TYPES(Bytes)

%typemap(cstype) std::string_view, std::optional<std::string_view>, const std::string & "global::System.ReadOnlySpan<byte>"
%typemap(csin,
         pre="    fixed (byte* $csinput_data = $csinput)",
         terminator="") std::string_view, std::optional<std::string_view>, const std::string & "new NativeText($csinput_data, $csinput.Length)"

%typemap(in) std::string_view %{ $1 = view_of($input); %}
// An empty span has no address.
%typemap(in) std::optional<std::string_view> %{
  if ($input.data != nullptr) $1 = std::optional<std::string_view>(view_of($input));
%}
%typemap(in) const std::string & (std::string held) %{
  if (!guarded([&] { held = view_of($input); })) return $null;
  $1 = &held;
%}

// Lent by the object: the caller has to keep that alive.
%typemap(out, null="NativeText{}") std::string_view %{ $result = lend($1); %}
%typemap(csout, excode=SWIGEXCODE) std::string_view {
    var ret = $imcall;$excode
    return ret.Lent;
  }

%typemap(cstype) std::string "string"
%typemap(out, null="NativeText{}") std::string %{
  if (!guarded([&] { $result = hand_over($1); })) return $null;
%}
%typemap(csout, excode=SWIGEXCODE) std::string {
    var ret = $imcall;$excode
    return ret.Take();
  }

%typemap(cstype) std::optional<std::string> "string" // null: there is none
%typemap(out, null="NativeText{}") std::optional<std::string> %{
  $result = NativeText{};
  if ((&$1)->has_value() && !guarded([&] { $result = hand_over(**(&$1)); })) return $null;
%}
%typemap(csout, excode=SWIGEXCODE) std::optional<std::string> {
    var ret = $imcall;$excode
    return ret.TakeUnlessNull();
  }

%typemap(cstype) Bytes "byte[]"
%typemap(out, null="NativeText{}") Bytes %{
  if (!guarded([&] { $result = hand_over($1); })) return $null;
%}
%typemap(csout, excode=SWIGEXCODE) Bytes {
    var ret = $imcall;$excode
    return ret.TakeBytes();
  }
