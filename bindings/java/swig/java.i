// The classes of com.connectify.sdk.internal that reach the library: connectify.i with Java's typemaps.
%module Native

%{
#include "bytes.hpp"
#include "errors.hpp"
#include "interrupt.hpp"
#include "results.hpp"
%}

%include "bytes.i"
%include "errors.i"
%include "handles.i"
%include "results.i"

// Blocking calls end when their thread is interrupted, and CompletableFuture.cancel() goes by the call's id.
%ignore connectify::Cancel;
%ignore connectify::CallOptions::set_cancel;

// Apart from the public classes of the same names.
%rename("Native%s", %$isclass) "";
%rename("%(lowercamelcase)s", %$isfunction) "";

%include "connectify.i"
