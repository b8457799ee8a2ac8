// Whatever C++ throws becomes the Java exception of its code. `return` skips what frees arguments: those are RAII
// locals.
%exception %{
  try {
    $action
  } catch (...) {
    connectify_java::raise(jenv);
    return $null;
  }
%}

// No handle is used that is none: neither null nor one that was freed.
%typemap(check) SWIGTYPE *, SWIGTYPE & %{
  if ($1 == nullptr) {
    connectify_java::raise_null(jenv, "A $*1_ltype is needed, and what was given is null or was freed.");
    return $null;
  }
%}
