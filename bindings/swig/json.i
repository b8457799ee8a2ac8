// <connectify/schema.hpp>: JSON guarded, and held to a JSON Schema.

namespace connectify {

void check_json(std::string_view json);

class SchemaOptions {
 public:
  SchemaOptions();
  %extend {
    void set_format_assertion(bool asserted) { $self->set_format_assertion(asserted); }
    void map(const std::string& uri_prefix, const std::string& folder) { $self->map(uri_prefix, folder); }
  }
};

class Schema {
 public:
  Schema(std::string_view json, const SchemaOptions& options);
  void validate(std::string_view json) const;
};

}  // namespace connectify
