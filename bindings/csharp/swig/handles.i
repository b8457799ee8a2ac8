// Every class of the library is a SafeHandle. The P/Invoke layer itself counts the calls that use one: a closed one
// gives ObjectDisposedException, and what is in use by another thread is freed when that has left.

%typemap(imtype, out="global::System.IntPtr") SWIGTYPE *, SWIGTYPE & "global::System.Runtime.InteropServices.SafeHandle"
%typemap(csin) SWIGTYPE *, SWIGTYPE & "$csinput"
// P/Invoke refuses a SafeHandle that is null, so that what may be NULL is a handle that holds nothing.
%typemap(csin) const connectify::CallOptions * "$csinput ?? CallOptions.None"
%typemap(csin) const connectify::Cancel * "$csinput ?? Cancel.None"
%typemap(in) SWIGTYPE & %{ $1 = static_cast<$1_ltype>($input); %}

%typemap(csclassmodifiers) SWIGTYPE "internal sealed unsafe partial class"
%typemap(csbase, replace="1") SWIGTYPE "global::System.Runtime.InteropServices.SafeHandle"
%typemap(csinterfaces) SWIGTYPE ""
%typemap(csbody) SWIGTYPE %{
  internal $csclassname(global::System.IntPtr handle, bool owned) : base(global::System.IntPtr.Zero, owned) {
    SetHandle(handle);
  }

  public override bool IsInvalid => handle == global::System.IntPtr.Zero;

  // What SWIG calls the object of a method.
  private $csclassname swigCPtr => this;

  protected override bool ReleaseHandle() {
    Delete(handle);
    return true;
  }

  // Like SWIG's own, but of the bare handle: the object itself is closed by now.
  [global::System.Runtime.InteropServices.DllImport("$dllimport",
    EntryPoint="CSharp_ConnectifyfSdkfInterop_delete_$csclassname___")]
  private static extern void Delete(global::System.IntPtr handle);
%}
%typemap(csdispose) SWIGTYPE ""
%typemap(csdisposing, methodname="Unused", methodmodifiers="private", parameters="") SWIGTYPE ""
