// Text crosses as UTF-8 in byte[], of exactly that length: JNI's own strings are modified UTF-8.

%define BYTES_TYPES(TYPE)
%typemap(jni) TYPE "jbyteArray"
%typemap(jtype) TYPE "byte[]"
%typemap(jstype) TYPE "byte[]"
%typemap(javain) TYPE "$javainput"
%typemap(javaout) TYPE {
    return $jnicall;
  }
%enddef
BYTES_TYPES(std::string_view)
BYTES_TYPES(std::string)
BYTES_TYPES(const std::string &)
BYTES_TYPES(std::optional<std::string>)
BYTES_TYPES(std::optional<std::string_view>)

%typemap(in) std::string_view (connectify_java::Bytes bytes) %{
  if (!bytes.take(jenv, $input)) return $null;
  $1 = bytes.string();
%}
%typemap(in) const std::string & (connectify_java::Bytes bytes) %{
  if (!bytes.take(jenv, $input)) return $null;
  $1 = &bytes.string();
%}
%typemap(check) const std::string & ""
%typemap(in) std::optional<std::string_view> (connectify_java::Bytes bytes) %{
  if ($input != nullptr) {
    if (!bytes.take(jenv, $input)) return $null;
    $1 = std::optional<std::string_view>(bytes.string());
  }
%}
%typemap(out) std::string_view, std::string %{
  $result = connectify_java::new_bytes(jenv, $1);
%}
// Null where there is nothing.
%typemap(out) std::optional<std::string> %{
  $result = (&$1)->has_value() ? connectify_java::new_bytes(jenv, **(&$1)) : nullptr;
%}
