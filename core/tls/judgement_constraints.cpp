#include <algorithm>
#include <string_view>

#include "tls/dns_name.hpp"
#include "tls/judgement_checks.hpp"

namespace cfy::tls {
namespace {

// Comparisons of names with constraints that one path may cost. Real ones need a few hundred.
constexpr std::int64_t kMostComparisons = 250'000;

using Constraints = std::unique_ptr<NAME_CONSTRAINTS, Freed<NAME_CONSTRAINTS_free>>;
using Subtrees = STACK_OF(GENERAL_SUBTREE);

Constraints constraints_of(const X509* certificate) {
  return read_extension<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free>(certificate, NID_name_constraints);
}

bool is_host_or_domain(std::string_view text) {
  if (text.starts_with('.')) text.remove_prefix(1);
  return is_dns_name(text);
}

// An address and a mask of ones and then zeros.
bool is_network(const ASN1_STRING* string) {
  const std::string_view octets = text_of(string);
  if (octets.size() != 8 && octets.size() != 32) return false;
  bool in_host_part = false;
  for (const char octet : octets.substr(octets.size() / 2)) {
    for (int bit = 7; bit >= 0; --bit) {
      const bool is_set = ((static_cast<unsigned char>(octet) >> bit) & 1) != 0;
      if (is_set && in_host_part) return false;
      in_host_part = !is_set;
    }
  }
  return true;
}

// RFC 5280 section 4.2.1.10. A leading period is for hosts of URIs and mailboxes, not for DNS names; the empty name
// stands for all.
bool is_well_formed(const GENERAL_NAME* base) {
  switch (base->type) {
    case GEN_DNS: {
      const std::string_view name = text_of(base->d.dNSName);
      return name.empty() || is_dns_name(name);
    }
    case GEN_EMAIL: {
      const std::string_view name = text_of(base->d.rfc822Name);
      return name.empty() || is_mailbox(name) || is_host_or_domain(name);
    }
    case GEN_URI: {
      const std::string_view name = text_of(base->d.uniformResourceIdentifier);
      return name.empty() || is_host_or_domain(name);
    }
    case GEN_IPADD: return is_network(base->d.iPAddress);
    default: return true;
  }
}

bool are_well_formed(const Subtrees* subtrees) {
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); ++i) {
    if (!is_well_formed(sk_GENERAL_SUBTREE_value(subtrees, i)->base)) return false;
  }
  return true;
}

// A wildcard covers one host that an excluded subtree begins with, as `*.example.com` does `a.example.com`. OpenSSL
// compares the text alone; RFC 9525 and RFC 5280 leave it between them.
bool reaches_into(std::string_view wildcard, std::string_view excluded) {
  const auto dot = excluded.find('.');
  return dot != std::string_view::npos && is_same_ignoring_case(wildcard.substr(1), excluded.substr(dot));
}

bool has_wildcard_into(const GENERAL_NAMES* names, const Subtrees* excluded) {
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_DNS || !text_of(name->d.dNSName).starts_with("*.")) continue;
    for (int j = 0; j < sk_GENERAL_SUBTREE_num(excluded); ++j) {
      const GENERAL_NAME* const base = sk_GENERAL_SUBTREE_value(excluded, j)->base;
      if (base->type == GEN_DNS && reaches_into(text_of(name->d.dNSName), text_of(base->d.dNSName))) return true;
    }
  }
  return false;
}

std::int64_t names_in(const X509* certificate) {
  const GeneralNames names = alternative_names(certificate);
  return X509_NAME_entry_count(X509_get_subject_name(certificate)) + std::max(sk_GENERAL_NAME_num(names.get()), 0);
}

std::int64_t subtrees_in(const NAME_CONSTRAINTS* constraints) {
  return std::max(sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees), 0) +
         std::max(sk_GENERAL_SUBTREE_num(constraints->excludedSubtrees), 0);
}

Findings check_syntax(const NAME_CONSTRAINTS* constraints, int depth) {
  if (subtrees_in(constraints) == 0) {
    return Finding{"malformed_name_constraints", "has nameConstraints that are empty.", depth};
  }
  if (!are_well_formed(constraints->permittedSubtrees) || !are_well_formed(constraints->excludedSubtrees)) {
    return Finding{"malformed_name_constraints", "has nameConstraints that are malformed.", depth};
  }
  return {};
}

}  // namespace

Findings check_constraints(const Path& path) {
  std::int64_t comparisons = 0;
  std::int64_t names_below = names_in(path.front());
  const GeneralNames leaf_names = alternative_names(path.front());
  for (std::size_t depth = 1; depth < path.size(); ++depth) {
    const Constraints constraints = constraints_of(path[depth]);
    if (constraints) {
      if (auto found = check_syntax(constraints.get(), static_cast<int>(depth))) return found;
      comparisons += names_below * subtrees_in(constraints.get());
      if (comparisons > kMostComparisons) {
        return Finding{"too_many_constraints", "has more nameConstraints than can be compared.",
                       static_cast<int>(depth)};
      }
      if (has_wildcard_into(leaf_names.get(), constraints->excludedSubtrees)) {
        return finding_of(X509_V_ERR_EXCLUDED_VIOLATION, 0);
      }
    }
    names_below += names_in(path[depth]);
  }
  return {};
}

}  // namespace cfy::tls
