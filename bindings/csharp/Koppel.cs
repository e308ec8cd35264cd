// Koppel for C#, over koppel.h by P/Invoke: handles that free themselves, and exceptions. Add this file to your project;
// the program finds koppel.dll or libkoppel.so as it finds any library. C# 6 or later, .NET or Mono.
//
// Requests and replies are JSON: write them with the library you have, or with Koppel.Json; a Document is read by JSON
// Pointers. What each method takes and gives is in docs/reference.md.
using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Koppel
{
    /// <summary>What may be done after a call; a number that is not here is a failure.</summary>
    public enum Status
    {
        Ok = 0, Invalid = -1, Abi = -2, Rejected = -3, Retry = -4, Unknown = -5, Store = -6, Busy = -7, Canceled = -8,
        Forked = -9, NoMemory = -10, Panic = -11, NotFound = -12, Denied = -13, Conflict = -14
    }

    /// <summary>A call that came to nothing.</summary>
    public sealed class KoppelException : Exception
    {
        internal KoppelException(Status status, string message, string code, string path, bool isRetryable) : base(message)
        {
            Status = status;
            Code = code;
            Path = path;
            IsRetryable = isRetryable;
        }

        /// <summary>What may be done now.</summary>
        public Status Status { get; private set; }
        /// <summary>Such as "payment.over_refund".</summary>
        public string Code { get; private set; }
        /// <summary>A JSON Pointer into the request; "" where it is about the whole.</summary>
        public string Path { get; private set; }
        public bool IsRetryable { get; private set; }

        internal static KoppelException Of(Status status, Document reply)
        {
            Func<string, string> member = name => reply == null ? null : reply.Text("/error/" + name);
            return new KoppelException(status, member("message") ?? status.ToString(), member("code") ?? "",
                member("path") ?? "", member("retryable") == "true");
        }
    }

    internal sealed class DocumentHandle : SafeHandle
    {
        public DocumentHandle() : base(IntPtr.Zero, true) { }
        public override bool IsInvalid { get { return handle == IntPtr.Zero; } }
        protected override bool ReleaseHandle() { Native.koppel_doc_free(handle); return true; }
    }

    internal sealed class ClientHandle : SafeHandle
    {
        public ClientHandle() : base(IntPtr.Zero, true) { }
        public override bool IsInvalid { get { return handle == IntPtr.Zero; } }
        protected override bool ReleaseHandle() { Native.koppel_client_close(handle); return true; }
    }

    internal sealed class StreamHandle : SafeHandle
    {
        public StreamHandle() : base(IntPtr.Zero, true) { }
        public override bool IsInvalid { get { return handle == IntPtr.Zero; } }
        protected override bool ReleaseHandle() { Native.koppel_stream_free(handle); return true; }
    }

    internal static class Native
    {
        private const string Library = "koppel";
        internal const uint AbiVersion = 1;
        internal const uint VersionNumber = 0x00010000;

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void LogFunction(IntPtr user, int level, IntPtr json, UIntPtr length);

        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern uint koppel_version_number();
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr koppel_version_string();
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_abi_check(uint abi, uint version);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void koppel_doc_free(IntPtr doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern IntPtr koppel_doc_data(DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern UIntPtr koppel_doc_size(DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_doc_text(DocumentHandle doc, byte[] pointer, out IntPtr text, out UIntPtr length);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_doc_count(DocumentHandle doc, byte[] pointer, out UIntPtr count);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_doc_minor(DocumentHandle doc, byte[] pointer, out long minor);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_client_open(byte[] config, UIntPtr length, out ClientHandle client, out DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void koppel_client_close(IntPtr client);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void koppel_client_cancel(ClientHandle client);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_client_set_log(ClientHandle client, LogFunction log, IntPtr user, int levelMax);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_call(ClientHandle client, byte[] method, UIntPtr methodLength,
            byte[] request, UIntPtr length, out DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, EntryPoint = "koppel_call")]
        internal static extern Status koppel_call_pure(IntPtr none, byte[] method, UIntPtr methodLength,
            byte[] request, UIntPtr length, out DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_http_respond(ClientHandle client, byte[] head, UIntPtr headLength,
            byte[] body, UIntPtr bodyLength, out DocumentHandle outHead, out DocumentHandle outBody);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_http_answer(ClientHandle client, byte[] request, UIntPtr length,
            out DocumentHandle outHead, out DocumentHandle outBody);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_stream_open(ClientHandle client, byte[] request, UIntPtr length,
            out StreamHandle stream, out DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl, EntryPoint = "koppel_stream_open")]
        internal static extern Status koppel_stream_open_pure(IntPtr none, byte[] request, UIntPtr length,
            out StreamHandle stream, out DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_stream_feed(StreamHandle stream, byte[] chunk, UIntPtr length, out DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern Status koppel_stream_finish(StreamHandle stream, out DocumentHandle doc);
        [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
        internal static extern void koppel_stream_free(IntPtr stream);

        // Half a surrogate pair is refused, not replaced.
        private static readonly UTF8Encoding Utf8 = new UTF8Encoding(false, true);
        private static bool hasFitted;

        internal static byte[] Bytes(string text)
        {
            if (text == null) throw new ArgumentNullException("text");
            return Utf8.GetBytes(text);
        }

        internal static byte[] Pointer(string pointer)
        {
            if (pointer == null) throw new ArgumentNullException("pointer");
            if (pointer.IndexOf('\0') >= 0) throw new ArgumentException("A pointer holds no NUL.", "pointer");
            return Bytes(pointer + "\0");
        }

        internal static UIntPtr Size(byte[] bytes)
        {
            if (bytes == null) throw new ArgumentNullException("bytes");
            return new UIntPtr((ulong)bytes.LongLength);
        }

        internal static byte[] Copy(IntPtr from, UIntPtr length)
        {
            var bytes = new byte[checked((int)length.ToUInt64())];
            if (bytes.Length > 0) Marshal.Copy(from, bytes, 0, bytes.Length);
            return bytes;
        }

        internal static string Text(IntPtr from, UIntPtr length) { return Utf8.GetString(Copy(from, length)); }

        internal static void CheckAbi()
        {
            if (hasFitted) return;
            var status = koppel_abi_check(AbiVersion, VersionNumber);
            if (status != Status.Ok) throw KoppelException.Of(status, null);
            hasFitted = true;
        }

        internal static Document Checked(Status status, DocumentHandle handle)
        {
            var doc = new Document(handle);
            if (status == Status.Ok) return doc;
            using (doc) throw KoppelException.Of(status, doc);
        }
    }

    /// <summary>What koppel hands out: an immutable JSON document, readable by any thread.</summary>
    public sealed class Document : IDisposable
    {
        private readonly DocumentHandle handle;

        internal Document(DocumentHandle handle) { this.handle = handle; }

        /// <summary>The whole of it, as bytes.</summary>
        public byte[] Bytes { get { return Native.Copy(Native.koppel_doc_data(handle), Native.koppel_doc_size(handle)); } }
        /// <summary>The whole of it.</summary>
        public string Json { get { return Encoding.UTF8.GetString(Bytes); } }

        /// <summary>The string, or the text of the number, true or false, at a JSON Pointer; null where nothing stands.</summary>
        public string Text(string pointer)
        {
            IntPtr text;
            UIntPtr length;
            var status = Native.koppel_doc_text(handle, Native.Pointer(pointer), out text, out length);
            return IsFound(status, pointer) ? Native.Text(text, length) : null;
        }

        /// <summary>An amount in minor units: "10.78" is 1078; null where nothing stands.</summary>
        public long? Minor(string pointer)
        {
            long minor;
            var status = Native.koppel_doc_minor(handle, Native.Pointer(pointer), out minor);
            return IsFound(status, pointer) ? minor : (long?)null;
        }

        /// <summary>How many elements a list, or members an object has; 0 where nothing stands.</summary>
        public int Count(string pointer = "")
        {
            UIntPtr count;
            IsFound(Native.koppel_doc_count(handle, Native.Pointer(pointer), out count), pointer);
            return checked((int)count.ToUInt64());
        }

        public void Dispose() { handle.Dispose(); }

        private static bool IsFound(Status status, string pointer)
        {
            if (status == Status.Ok) return true;
            if (status == Status.NotFound) return false;
            throw new InvalidOperationException("What stands at '" + pointer + "' is of another kind.");
        }
    }

    /// <summary>What needs no client, no store and no network.</summary>
    public static class Pure
    {
        /// <summary>The release of the library, such as "0.1.0".</summary>
        public static string Version { get { return Marshal.PtrToStringAnsi(Native.koppel_version_string()); } }
        public static uint VersionNumber { get { return Native.koppel_version_number(); } }

        /// <summary>Any pure method by its name.</summary>
        public static Document Call(string method, string request = "{}")
        {
            Native.CheckAbi();
            byte[] name = Native.Bytes(method), bytes = Native.Bytes(request);
            DocumentHandle doc;
            var status = Native.koppel_call_pure(IntPtr.Zero, name, Native.Size(name), bytes, Native.Size(bytes), out doc);
            return Native.Checked(status, doc);
        }

        public static Document PaymentSplit(string request) { return Call("payment_split", request); }
        public static Document RefundCompute(string request) { return Call("refund_compute", request); }
        public static Document ProductMap(string request) { return Call("product_map", request); }
        public static Document Schema(string request) { return Call("schema", request); }
        public static Document Capabilities() { return Call("capabilities"); }
    }

    /// <summary>What an HTTP request is answered with.</summary>
    public sealed class HttpReply : IDisposable
    {
        public Document Head { get; internal set; }
        /// <summary>Its Bytes are those of the body.</summary>
        public Document Body { get; internal set; }
        public void Dispose() { Head.Dispose(); Body.Dispose(); }
    }

    /// <summary>Everything koppel keeps for one shop. Several threads may use it at once.</summary>
    public sealed class Client : IDisposable
    {
        internal readonly ClientHandle Handle;
        // The library calls it for as long as the client lives: the collector must not take it.
        private Native.LogFunction log;

        public Client(string config)
        {
            Native.CheckAbi();
            var bytes = Native.Bytes(config);
            DocumentHandle doc;
            var status = Native.koppel_client_open(bytes, Native.Size(bytes), out Handle, out doc);
            Native.Checked(status, doc).Dispose();
        }

        /// <summary>Any method by its name.</summary>
        public Document Call(string method, string request = "{}")
        {
            byte[] name = Native.Bytes(method), bytes = Native.Bytes(request);
            DocumentHandle doc;
            var status = Native.koppel_call(Handle, name, Native.Size(name), bytes, Native.Size(bytes), out doc);
            return Native.Checked(status, doc);
        }

        public Document CatalogSync(string request) { return Call("catalog_sync", request); }
        public Document StockPut(string request) { return Call("stock_put", request); }
        public Document OrderRecord(string request) { return Call("order_record", request); }
        public Document OrderPush(string request) { return Call("order_push", request); }
        public Document ReturnCredit(string request) { return Call("return_credit", request); }
        public Document InboxNext(string request = "{}") { return Call("inbox_next", request); }
        public Document InboxSettle(string request) { return Call("inbox_settle", request); }
        public Document OutboxDrain(string request = "{}") { return Call("outbox_drain", request); }
        public Document OrestoCall(string request) { return Call("oresto_call", request); }
        public Document OrestoSync(string request) { return Call("oresto_sync", request); }
        public Document Health() { return Call("health"); }

        /// <summary>Answers an HTTP request as WooCommerce would; whatever it held, the reply is to be sent.</summary>
        public HttpReply HttpRespond(string head, byte[] body)
        {
            var bytes = Native.Bytes(head);
            DocumentHandle outHead, outBody;
            var status = Native.koppel_http_respond(Handle, bytes, Native.Size(bytes), body, Native.Size(body),
                out outHead, out outBody);
            return Reply(status, outHead, outBody);
        }

        /// <summary>The shop's answer to a question in the head of a reply.</summary>
        public HttpReply HttpAnswer(string request)
        {
            var bytes = Native.Bytes(request);
            DocumentHandle outHead, outBody;
            var status = Native.koppel_http_answer(Handle, bytes, Native.Size(bytes), out outHead, out outBody);
            return Reply(status, outHead, outBody);
        }

        /// <summary>Ends the calls to the outside that are under way, from any thread.</summary>
        public void Cancel() { Native.koppel_client_cancel(Handle); }

        /// <summary>Log records up to levelMax (1 error to 4 debug) go to `to`, on the thread that calls; null ends it.
        /// What `to` throws is dropped: an exception cannot pass through the library. It must not call koppel.</summary>
        public void SetLog(Action<int, string> to, int levelMax)
        {
            Native.LogFunction next = null;
            if (to != null) next = (user, level, json, length) =>
            {
                try { to(level, Native.Text(json, length)); } catch (Exception) { }
            };
            var status = Native.koppel_client_set_log(Handle, next, IntPtr.Zero, levelMax);
            if (status != Status.Ok) throw KoppelException.Of(status, null);
            log = next;
        }

        /// <summary>Calls that are under way are waited for.</summary>
        public void Dispose() { Handle.Dispose(); GC.KeepAlive(log); }

        private static HttpReply Reply(Status status, DocumentHandle head, DocumentHandle body)
        {
            try { return new HttpReply { Head = Native.Checked(status, head), Body = new Document(body) }; }
            catch (KoppelException) { body.Dispose(); throw; }
        }
    }

    /// <summary>A catalogue on its way, piece by piece; pieces may be cut anywhere. For one thread at a time.</summary>
    public sealed class CatalogStream : IDisposable
    {
        private readonly StreamHandle handle;
        private readonly Client client;

        /// <summary>Maps: the request is that of product_map without `items`.</summary>
        public CatalogStream(string request)
        {
            Native.CheckAbi();
            var bytes = Native.Bytes(request);
            DocumentHandle doc;
            var status = Native.koppel_stream_open_pure(IntPtr.Zero, bytes, Native.Size(bytes), out handle, out doc);
            Native.Checked(status, doc).Dispose();
        }

        /// <summary>Stores: the request is that of catalog_sync without `items`. The client is closed after the stream.</summary>
        public CatalogStream(Client client, string request)
        {
            var bytes = Native.Bytes(request);
            DocumentHandle doc;
            var status = Native.koppel_stream_open(client.Handle, bytes, Native.Size(bytes), out handle, out doc);
            Native.Checked(status, doc).Dispose();
            this.client = client;
            var isCounted = false;
            client.Handle.DangerousAddRef(ref isCounted);
        }

        /// <summary>Takes the next bytes, at most 16 MiB at once; gives what is ready by now.</summary>
        public Document Feed(byte[] chunk)
        {
            DocumentHandle doc;
            var status = Native.koppel_stream_feed(handle, chunk, Native.Size(chunk), out doc);
            return Native.Checked(status, doc);
        }

        /// <summary>Says that it was all, once; gives the rest.</summary>
        public Document Finish()
        {
            DocumentHandle doc;
            var status = Native.koppel_stream_finish(handle, out doc);
            return Native.Checked(status, doc);
        }

        public void Dispose()
        {
            if (handle.IsClosed) return;
            handle.Dispose();
            if (client != null) client.Handle.DangerousRelease();
        }
    }

    /// <summary>Writes a request, member by member, for those who have no JSON library. Begins as an object.</summary>
    public sealed class Json
    {
        private readonly StringBuilder written = new StringBuilder("{");

        /// <summary>A member; within a list `name` is null. A value that is null is written as null.</summary>
        public Json Text(string name, string value)
        {
            Lead(name);
            if (value == null) written.Append("null");
            else Quote(value);
            return this;
        }

        public Json Whole(string name, long value)
        {
            Lead(name);
            written.Append(value.ToString(CultureInfo.InvariantCulture));
            return this;
        }

        public Json Flag(string name, bool value)
        {
            Lead(name);
            written.Append(value ? "true" : "false");
            return this;
        }

        /// <summary>An amount of two decimals: 1295 as "12.95".</summary>
        public Json Minor(string name, long minor) { return Text(name, Amount(minor)); }

        /// <summary>JSON as it stands, such as a Document's.</summary>
        public Json Raw(string name, string json)
        {
            Lead(name);
            written.Append(json);
            return this;
        }

        public Json Object(string name = null) { Lead(name); written.Append('{'); return this; }
        public Json List(string name = null) { Lead(name); written.Append('['); return this; }
        public Json EndObject() { written.Append('}'); return this; }
        public Json EndList() { written.Append(']'); return this; }

        /// <summary>The request, closed.</summary>
        public override string ToString() { return written + "}"; }

        /// <summary>1295 is "12.95".</summary>
        public static string Amount(long minor)
        {
            var units = Math.Abs((decimal)minor) / 100;
            return (minor < 0 ? "-" : "") + units.ToString("0.00", CultureInfo.InvariantCulture);
        }

        private void Lead(string name)
        {
            var before = written[written.Length - 1];
            if (before != '{' && before != '[') written.Append(',');
            if (name == null) return;
            Quote(name);
            written.Append(':');
        }

        private void Quote(string text)
        {
            written.Append('"');
            foreach (var letter in text)
            {
                if (letter == '"' || letter == '\\') written.Append('\\').Append(letter);
                else if (letter < ' ') written.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:x4}", (int)letter);
                else written.Append(letter);
            }
            written.Append('"');
        }
    }
}
