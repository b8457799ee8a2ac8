#include "transport/failure.hpp"

#include <cerrno>
#include <string_view>

#include "tls/finding.hpp"

namespace cfy::transport {
namespace {

Error response_error(const char* rule, std::string message) {
  Error error = make_error(ErrorCode::response, std::move(message));
  error.rule = rule;
  return error;
}

Error headers_too_large() {
  return response_error("headers_too_large", "The answer's headers are larger than this client accepts.");
}

// The answer of a proxy to CONNECT, if it was not a yes.
long refused_by_proxy(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
  return status / 100 == 2 ? 0 : status;
}

Error proxy_refused(long status) {
  Error error = make_error(ErrorCode::connection, "The proxy does not open the way to the service (it answered " +
                                                      std::to_string(status) +
                                                      "); check the proxy setting, and its user name and password.");
  error.field = "proxy";
  error.rule = "proxy_refused";
  return error;
}

Error address_refused(const std::string& host) {
  Error error = make_error(ErrorCode::validation,
                           "The name " + host +
                               " leads to an address that is not on the public network, where a URL from outside may "
                               "not go; allow the host by its name if it is meant.");
  error.field = "url";
  error.rule = "address_not_public";
  return error;
}

Error no_metadata_service(const std::string& host) {
  Error error =
      configuration_error("url", "Plain http is for the metadata services of clouds alone, and " + host +
                                     " is the address of none; name such a service, or one that speaks https.");
  error.rule = "not_https";
  return error;
}

// A peer that goes away during the handshake is a lost connection; libcurl reports it as a TLS failure.
bool lost_in_handshake(CURL* easy, std::string_view detail) {
  long os_error = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
  return os_error == ECONNRESET || os_error == EPIPE || detail.find("SSL_ERROR_SYSCALL") != std::string_view::npos ||
         detail.find("unexpected eof") != std::string_view::npos;
}

Error tls_failure(CURL* easy, const FailureContext& context) {
  if (context.finding) return tls::refused(*context.finding, context.host, context.trust);
  if (lost_in_handshake(easy, context.detail)) {
    return make_error(ErrorCode::connection,
                      "The connection to " + context.host + " was lost during the TLS handshake; try again.");
  }
  return tls::failed_handshake(context.host, std::string(context.detail));
}

// libcurl takes no line of more than 100 KiB, and calls what is longer a lack of memory.
bool header_line_too_long(CURL* easy) {
  curl_off_t body = 0;
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status != 0 && body == 0;
}

}  // namespace

bool nothing_sent(CURL* easy) noexcept {
  long sent = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
  return sent == 0;
}

Error explain_failure(CURLcode code, CURL* easy, const FailureContext& context) {
  const std::string& host = context.host;
  switch (context.reason) {
    case StopReason::headers_too_large: return headers_too_large();
    case StopReason::body_too_large:
      return response_error("body_too_large", "The answer is larger than this client accepts; ask for a smaller page.");
    case StopReason::tls_policy:
      return make_error(ErrorCode::tls, "The TLS policy could not be put in force for " + host + ".");
    case StopReason::out_of_memory: return make_error(ErrorCode::internal, "There is no memory for the answer.");
    case StopReason::address_refused:
      // One address of several may be refused, and another one fail by itself.
      if (code == CURLE_COULDNT_CONNECT) return address_refused(host);
      break;
    case StopReason::silent:
      return make_error(ErrorCode::timeout, "Nothing came from " + host +
                                                " for too long on a connection that it keeps open; the connection "
                                                "was ended, and another one may do.");
    case StopReason::not_taken: return make_error(ErrorCode::cancelled, "The rest of the answer was not wanted.");
    case StopReason::no_metadata_service:
      if (code == CURLE_COULDNT_CONNECT) return no_metadata_service(host);
      break;
    case StopReason::none: break;
  }
  const long proxy_status = refused_by_proxy(easy);
  if (proxy_status != 0 && (code == CURLE_RECV_ERROR || code == CURLE_PROXY || code == CURLE_COULDNT_CONNECT)) {
    return proxy_refused(proxy_status);
  }
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_USE_SSL_FAILED: return tls_failure(easy, context);
    case CURLE_OPERATION_TIMEDOUT:
      return make_error(ErrorCode::timeout,
                        "The call to " + host + " ran out of time; try again, or allow more with the timeout setting.");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return make_error(ErrorCode::connection, "The name of the proxy could not be resolved; check the proxy setting.");
    case CURLE_COULDNT_RESOLVE_HOST:
      return make_error(ErrorCode::connection,
                        "The name " + host + " could not be resolved; check base_url and this machine's network.");
    case CURLE_COULDNT_CONNECT:
      return make_error(ErrorCode::connection,
                        "There is nothing at " + host +
                            " that takes the connection; check base_url, and that the service (or the sandbox) runs.");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
      return make_error(ErrorCode::connection, "The connection to " + host + " was lost before the answer was whole.");
    case CURLE_OUT_OF_MEMORY:
      if (header_line_too_long(easy)) return headers_too_large();
      return make_error(ErrorCode::internal, "There is no memory for the exchange.");
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_FILESIZE_EXCEEDED:
      return response_error(
          "http", "What came from " + host + " is not an HTTP answer; check that base_url leads to the service.");
    default:
      return make_error(ErrorCode::internal, "The transport failed (libcurl code " + std::to_string(code) + ": " +
                                                 std::string(context.detail) + ").");
  }
}

}  // namespace cfy::transport
