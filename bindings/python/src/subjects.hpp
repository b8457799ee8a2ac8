#pragma once

#include <pybind11/pybind11.h>

// What the package's modules of the same names stand on. JSON crosses as text; the package makes objects of it.
namespace binding {

void define_profiles(pybind11::module_& module);   // check_text, clean_text, TextProfile
void define_json(pybind11::module_& module);       // check_json, Schema, expand_uri
void define_webhooks(pybind11::module_& module);   // WebhookVerifier, webhook_status
void define_redaction(pybind11::module_& module);  // Redactor, redact
void define_tokens(pybind11::module_& module);     // Jwks, inspect_jwt
void define_tls(pybind11::module_& module);        // tls_judge, tls_probe
void define_scan(pybind11::module_& module);       // Scan
void define_oauth(pybind11::module_& module);      // OAuth, Authorization, DeviceLogin, Token, Cancel
void define_rotation(pybind11::module_& module);   // Rotation
void define_privilege(pybind11::module_& module);  // Review, Posture, operations

}  // namespace binding
