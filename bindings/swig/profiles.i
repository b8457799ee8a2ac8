// <connectify/text.hpp>: profiles, contexts, and URIs from templates.

%newobject connectify_clean_text;
%newobject connectify::TextProfile::clean;
%rename(clean_text) connectify_clean_text;

namespace connectify {

%nodefaultctor CleanedText;
struct CleanedText {
  %extend {
    // Whether it fits as it is: then text() is empty.
    bool unchanged() const { return !$self->text; }
    std::string_view text() const { return $self->text ? std::string_view(*$self->text) : std::string_view(); }
    // JSON: `[{"rule","position","count"}…]`
    std::string_view changes() const { return $self->changes; }
  }
};

void check_text(const std::string& profile, std::string_view text);

class TextProfile {
 public:
  explicit TextProfile(std::string_view json);
  void check(std::string_view text) const;
  %extend {
    connectify::CleanedText* clean(std::string_view text) const {
      return new connectify::CleanedText($self->clean(text));
    }
  }
};

// JSON: the names.
std::string text_contexts();
std::string text_profiles();

std::string expand_uri(std::string_view uri_template, std::string_view variables);

}  // namespace connectify

%inline %{
connectify::CleanedText* connectify_clean_text(const std::string& profile, std::string_view text) {
  return new connectify::CleanedText(connectify::clean_text(profile, text));
}

// `unfit` is replace or refuse.
std::optional<std::string> encode(const std::string& context, const std::string& unfit, std::string_view text) {
  const auto encoded = connectify::encode_to_buffer(context.c_str(), unfit.c_str(), text);
  if (!encoded) return std::nullopt;
  return encoded->str();
}
%}
