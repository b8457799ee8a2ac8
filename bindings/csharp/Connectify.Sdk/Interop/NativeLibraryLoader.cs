using System.Reflection;
using System.Runtime.InteropServices;

namespace Connectify.Sdk.Interop;

/// <summary>Loads the library at the first use; what goes wrong is one exception, the same at every use.</summary>
internal static class NativeLibraryLoader
{
    private const string Name = "connectify_cs";

    private static readonly Lock s_loading = new();
    private static volatile bool s_ready;
    private static NativeLibraryException? s_failure;

    /// <summary>Everything that may be a program's first use calls this.</summary>
    public static void Require()
    {
        if (!s_ready)
        {
            LoadOnce();
        }
    }

    private static void LoadOnce()
    {
        lock (s_loading)
        {
            if (s_ready)
            {
                return;
            }
            if (s_failure is not null)
            {
                throw new NativeLibraryException(s_failure.Message, s_failure.InnerException);
            }
            string? file = Folders().Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists);
            try
            {
                Load(file);
            }
            catch (Exception error)
                when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                string message = file is null
                    ? LoadFailure.ExplainMissing(FileName, Rid)
                    : LoadFailure.Explain(error.Message, file, Rid);
                s_failure = new NativeLibraryException(message, error);
                throw s_failure;
            }
            s_ready = true;
        }
    }

    private static void Load(string? file)
    {
        // Without a file, .NET's own search goes on: a host of plugins may know more.
        IntPtr library = file is null ? IntPtr.Zero : NativeLibrary.Load(file);
        NativeLibrary.SetDllImportResolver(
            typeof(NativeLibraryLoader).Assembly,
            (name, _, _) => name == Name ? library : IntPtr.Zero
        );
        RequireAbi(NativeMethods.AbiVersion(), NativeMethods.ABI_VERSION_get());
        NativeMethods.SWIGPendingException.Connect();
        // The runtime ends threads that are in the library by ending the process: they have to leave first.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Native.ShutDown();
    }

    /// <summary>The rule of abi.h: the same major version, and at least our minor version.</summary>
    private static void RequireAbi(uint loaded, uint needed)
    {
        if (loaded >> 16 != needed >> 16 || (loaded & 0xFFFF) < (needed & 0xFFFF))
        {
            throw new DllNotFoundException(
                $"the libconnectify that was loaded has interface {Dotted(loaded)}; this package needs {Dotted(needed)}"
            );
        }
    }

    private static string Dotted(uint version) => $"{version >> 16}.{version & 0xFFFF}";

    /// <summary>Where the host looks, beside the application, and where packages have it.</summary>
    private static IEnumerable<string> Folders()
    {
        string known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string application = AppContext.BaseDirectory;
        return
        [
            .. known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            application,
            Path.Combine(application, "runtimes", Rid, "native"),
        ];
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? $"{Name}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{Name}.dylib"
        : $"lib{Name}.so";

    /// <summary>The platform by the name that packages use; distributions' builds of .NET have their own.</summary>
    private static string Rid
    {
        get
        {
            string own = RuntimeInformation.RuntimeIdentifier;
            string system =
                OperatingSystem.IsWindows() ? "win"
                : OperatingSystem.IsMacOS() ? "osx"
                : own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal)
                    ? "linux-musl"
                : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }
}
