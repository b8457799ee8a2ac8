// <connectify/redactor.hpp>: masking secrets in text.

%newobject connectify::Redactor::of_process;

namespace connectify {

class Redactor {
 public:
  Redactor();
  // JSON: what was masked.
  std::string report() const;
  %extend {
    static connectify::Redactor* of_process() { return new connectify::Redactor(connectify::Redactor::of_process()); }
    void add_secret(const connectify::Secret& secret) { $self->add_secret(secret.get()); }
    Bytes write(std::string_view chunk) { return $self->write(chunk).str(); }
    Bytes finish() { return $self->finish().str(); }
    std::int64_t count() const { return static_cast<std::int64_t>($self->count()); }
  }
};

}  // namespace connectify

%inline %{
std::optional<std::string> redact(std::string_view text) {
  const auto redacted = connectify::redact_to_buffer(text);
  if (!redacted) return std::nullopt;
  return redacted->str();
}
%}
