// How C# sees bindings/swig/connectify.i. The classes made of it are internal: people see those of Connectify.Sdk.

%module(imclassname="NativeMethods") Native

%pragma(csharp) imclassclassmodifiers="internal static unsafe partial class"
%pragma(csharp) moduleclassmodifiers="internal static unsafe class"

// The names of C#.
%rename("%(camelcase)s", %$isfunction) "";
// SafeHandle has a Close() of its own, which frees the handle.
%rename(Finish) close;

%include "text.i"
%include "errors.i"
%include "handles.i"
%include "connectify.i"
