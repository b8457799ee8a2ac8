// <connectify/tls.hpp>: what a server offers, and how certificates are judged. All answer JSON.

%inline %{
std::string tls_judge(std::string_view chain, std::string_view authorities, const std::string& name, std::int64_t at,
                      std::string_view crls) {
  return connectify::tls::judge({std::string(chain), std::string(authorities), name, at, std::string(crls)});
}
std::string tls_probe(const connectify::Config& config, const std::string& host, unsigned short port) {
  return connectify::tls::probe(config.get(), host, port);
}
%}
