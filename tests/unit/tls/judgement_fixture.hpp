#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "support/chain_builder.hpp"
#include "tls/stored_chain.hpp"

namespace cfy::tls {

using test::ChainWish;
using test::Identity;
using test::kChainTime;
using test::make_intermediate;
using test::make_leaf;
using test::make_root;

inline std::string pem(std::initializer_list<const Identity*> identities) {
  std::string text;
  for (const Identity* identity : identities) text += identity->pem();
  return text;
}

// The rule by which the chain is refused, or "accepted".
inline std::string rule_of(const std::string& chain, const std::string& authorities,
                           const std::string& name = "example.com", std::int64_t at = kChainTime,
                           const std::string& crls = "") {
  const auto judged = judge_stored({chain, authorities, crls, name, at});
  if (judged) return "accepted";
  EXPECT_FALSE(judged.error().message.empty());
  return judged.error().rule;
}

}  // namespace cfy::tls
