// <connectify/webhook.hpp>: telling the platform's deliveries from all others.

%constant long long WEBHOOK_NOW = CFY_WEBHOOK_NOW;

%inline %{
// The headers of a delivery as they came: one that came twice stands twice.
class WebhookHeaders {
 public:
  void add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  std::string verify(connectify::WebhookVerifier& verifier, std::string_view body, std::int64_t at) const {
    return verifier.verify(fields_, body, at);
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};
%}

namespace connectify {

class WebhookVerifier {
 public:
  WebhookVerifier();
  %extend {
    void add_secret(const connectify::Secret& secret) { $self->add_secret(secret.get()); }
    void add_secret_file(const std::string& path) { $self->add_secret_file(path); }
    void set(const std::string& name, std::string_view value) { $self->set(name, value); }
    std::int64_t max_body() const { return static_cast<std::int64_t>($self->max_body()); }
  }
};

int webhook_status(const std::string& rule);

}  // namespace connectify
