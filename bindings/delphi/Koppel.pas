/// koppel for Delphi and Free Pascal, over koppel.h: documents that free themselves, and exceptions. One unit; the program
/// finds koppel.dll or libkoppel.so.1 as it finds any library. Delphi XE2 or later, or Free Pascal 3.
///
/// Requests and replies are JSON in UTF-8: write them with the library you have, or with TKoppelJson; a document is read by
/// JSON Pointers. What each method takes and gives is in docs/reference.md.
unit Koppel;

{$ifdef FPC}
  {$mode delphi}{$H+}
{$endif}

interface

uses
  {$ifdef FPC}SysUtils, Math{$else}System.SysUtils, System.Math{$endif};

const
  KOPPEL_OK = 0;
  KOPPEL_INVALID = -1;
  KOPPEL_ABI = -2;
  KOPPEL_REJECTED = -3;
  KOPPEL_RETRY = -4;
  KOPPEL_UNKNOWN = -5;
  KOPPEL_STORE = -6;
  KOPPEL_BUSY = -7;
  KOPPEL_CANCELED = -8;
  KOPPEL_FORKED = -9;
  KOPPEL_NO_MEMORY = -10;
  KOPPEL_PANIC = -11;
  KOPPEL_NOT_FOUND = -12;
  KOPPEL_DENIED = -13;
  KOPPEL_CONFLICT = -14;

type
  /// A call that came to nothing. Status says what may be done now; Code, Message and Path what was wrong, and where.
  EKoppel = class(Exception)
  private
    FStatus: Integer;
    FCode, FPath: UTF8String;
    FIsRetryable: Boolean;
  public
    constructor Create(Status: Integer; const Code, Path, Said: UTF8String; IsRetryable: Boolean);
    /// One of KOPPEL_INVALID, KOPPEL_REJECTED, KOPPEL_RETRY, ...
    property Status: Integer read FStatus;
    /// Such as 'payment.over_refund'.
    property Code: UTF8String read FCode;
    /// A JSON Pointer into the request; '' where it is about the whole.
    property Path: UTF8String read FPath;
    property IsRetryable: Boolean read FIsRetryable;
  end;

  /// What koppel hands out: an immutable JSON document, readable by any thread, freed with the last reference. `At` is a
  /// JSON Pointer such as '/tenders/0/amount'.
  IKoppelDocument = interface
    ['{6E1B1D0F-3A58-4C55-9F0B-6B0B1C8E4A10}']
    /// The whole of it.
    function Json: UTF8String;
    /// Whether something but null stands there.
    function Has(const At: UTF8String): Boolean;
    /// The string, or the text of the number, true or false. EKoppel where nothing stands, or another kind.
    function Text(const At: UTF8String): UTF8String;
    /// An amount in minor units: '10.78' is 1078. EKoppel where nothing stands, or no amount.
    function Minor(const At: UTF8String): Int64;
    /// How many elements a list, or members an object has; 0 where nothing stands.
    function Count(const At: UTF8String): Integer;
  end;

  /// Level is 1 error, 2 warning, 3 info, 4 debug. Called on the thread that calls koppel, which it must not do itself. What
  /// it raises is dropped: an exception cannot pass through the library.
  TKoppelLog = procedure(Level: Integer; const Json: UTF8String) of object;

  /// Everything koppel keeps for one shop. Several threads may use it at once.
  TKoppelClient = class
  private
    FHandle: Pointer;
    FLog: TKoppelLog;
    function Reply(Status: Integer; Head, Body: Pointer; out HttpBody: IKoppelDocument): IKoppelDocument;
  public
    constructor Create(const Config: UTF8String);
    /// No call may be under way.
    destructor Destroy; override;
    /// Any method by its name.
    function Call(const Method: UTF8String; const Request: UTF8String = '{}'): IKoppelDocument;
    function CatalogSync(const Request: UTF8String): IKoppelDocument;
    function StockPut(const Request: UTF8String): IKoppelDocument;
    function OrderRecord(const Request: UTF8String): IKoppelDocument;
    function OrderPush(const Request: UTF8String): IKoppelDocument;
    function ReturnCredit(const Request: UTF8String): IKoppelDocument;
    function InboxNext(const Request: UTF8String = '{}'): IKoppelDocument;
    function InboxSettle(const Request: UTF8String): IKoppelDocument;
    function OutboxDrain(const Request: UTF8String = '{}'): IKoppelDocument;
    function OrestoCall(const Request: UTF8String): IKoppelDocument;
    function OrestoSync(const Request: UTF8String): IKoppelDocument;
    function Health: IKoppelDocument;
    /// Answers an HTTP request as WooCommerce would; whatever it held, the reply is to be sent. Body holds bytes; gives the
    /// head, and in HttpBody a document whose Json is the bytes of the body.
    function HttpRespond(const Head: UTF8String; const Body: RawByteString; out HttpBody: IKoppelDocument): IKoppelDocument;
    /// The shop's answer to a question in the head of a reply; gives what is to be sent.
    function HttpAnswer(const Request: UTF8String; out HttpBody: IKoppelDocument): IKoppelDocument;
    /// Ends the calls to the outside that are under way, from any thread.
    procedure Cancel;
    /// Log records up to LevelMax go to Log; nil ends it. No call may be under way.
    procedure SetLog(Log: TKoppelLog; LevelMax: Integer);
    /// For the functions of koppel.h; still owned by this.
    property Handle: Pointer read FHandle;
  end;

  /// A catalogue on its way, piece by piece; pieces may be cut anywhere. For one thread at a time.
  TKoppelStream = class
  private
    FHandle: Pointer;
  public
    /// With Client nil it maps: the request is that of product_map without `items`. Else it stores: that of catalog_sync
    /// without `items`; the client is freed after the stream.
    constructor Create(Client: TKoppelClient; const Request: UTF8String);
    destructor Destroy; override;
    /// Takes the next bytes, at most 16 MiB at once; gives what is ready by now.
    function Feed(const Chunk: RawByteString): IKoppelDocument;
    /// Says that it was all, once; gives the rest.
    function Finish: IKoppelDocument;
  end;

  /// Writes a request, member by member, for those who have no JSON library. Name is '' within a list.
  TKoppelJson = record
  private
    FText: UTF8String;
    procedure Lead(const Name: UTF8String);
    procedure Quote(const Value: UTF8String);
  public
    /// Begins anew, as an object.
    procedure Start;
    procedure Text(const Name, Value: UTF8String);
    procedure Whole(const Name: UTF8String; Value: Int64);
    procedure Flag(const Name: UTF8String; Value: Boolean);
    procedure Null(const Name: UTF8String);
    /// An amount of two decimals: 1295 as "12.95".
    procedure Minor(const Name: UTF8String; Value: Int64);
    /// JSON as it stands, such as a document's.
    procedure Raw(const Name, Json: UTF8String);
    procedure BeginObject(const Name: UTF8String);
    procedure BeginList(const Name: UTF8String);
    procedure EndObject;
    procedure EndList;
    /// The request, closed.
    function Done: UTF8String;
  end;

/// Any pure method by its name: no client, no store, no network.
function KoppelCall(const Method: UTF8String; const Request: UTF8String = '{}'): IKoppelDocument;
/// Who pays what of an order.
function KoppelPaymentSplit(const Request: UTF8String): IKoppelDocument;
/// What a return gives back, and to whom.
function KoppelRefundCompute(const Request: UTF8String): IKoppelDocument;
/// A shop's products in another system's shape.
function KoppelProductMap(const Request: UTF8String): IKoppelDocument;
/// The release of the library, such as '0.1.0'.
function KoppelVersion: UTF8String;
/// 1295 is '12.95'.
function KoppelAmount(Minor: Int64): UTF8String;

implementation

const
  {$if defined(MSWINDOWS)}
  Library_ = 'koppel.dll';
  {$elseif defined(FPC)}
  Library_ = 'koppel';
  {$elseif defined(MACOS)}
  Library_ = 'libkoppel.dylib';
  {$else}
  Library_ = 'libkoppel.so.1';
  {$ifend}
  AbiVersion = 1;
  VersionNumber = $00010000;

{$if defined(FPC) and defined(UNIX)}
  {$linklib c}
{$ifend}

type
  Size = NativeUInt;
  {$ifdef FPC}
  TMask = TFPUExceptionMask;
  {$else}
  TMask = TArithmeticExceptionMask;
  {$endif}
  TLogFunction = procedure(User: Pointer; Level: Int32; Json: PAnsiChar; Length: Size); cdecl;

function koppel_abi_check(Abi, Version: UInt32): Int32; cdecl; external Library_;
function koppel_version_string: PAnsiChar; cdecl; external Library_;
function koppel_doc_data(Doc: Pointer): PAnsiChar; cdecl; external Library_;
function koppel_doc_size(Doc: Pointer): Size; cdecl; external Library_;
procedure koppel_doc_free(Doc: Pointer); cdecl; external Library_;
function koppel_doc_text(Doc: Pointer; At: PAnsiChar; out Text: PAnsiChar; out Length: Size): Int32; cdecl; external Library_;
function koppel_doc_minor(Doc: Pointer; At: PAnsiChar; out Minor: Int64): Int32; cdecl; external Library_;
function koppel_doc_count(Doc: Pointer; At: PAnsiChar; out Count: Size): Int32; cdecl; external Library_;
function koppel_client_open(Config: PAnsiChar; Length: Size; out Client, Doc: Pointer): Int32; cdecl; external Library_;
procedure koppel_client_close(Client: Pointer); cdecl; external Library_;
procedure koppel_client_cancel(Client: Pointer); cdecl; external Library_;
function koppel_client_set_log(Client: Pointer; Log: TLogFunction; User: Pointer; LevelMax: Int32): Int32; cdecl; external Library_;
function koppel_call(Client: Pointer; Method: PAnsiChar; MethodLength: Size; Request: PAnsiChar; Length: Size;
  out Doc: Pointer): Int32; cdecl; external Library_;
function koppel_http_respond(Client: Pointer; Head: PAnsiChar; HeadLength: Size; Body: PAnsiChar; BodyLength: Size;
  out OutHead, OutBody: Pointer): Int32; cdecl; external Library_;
function koppel_http_answer(Client: Pointer; Request: PAnsiChar; Length: Size; out OutHead, OutBody: Pointer): Int32; cdecl;
  external Library_;
function koppel_stream_open(Client: Pointer; Request: PAnsiChar; Length: Size; out Stream, Doc: Pointer): Int32; cdecl;
  external Library_;
function koppel_stream_feed(Stream: Pointer; Chunk: PAnsiChar; Length: Size; out Doc: Pointer): Int32; cdecl; external Library_;
function koppel_stream_finish(Stream: Pointer; out Doc: Pointer): Int32; cdecl; external Library_;
procedure koppel_stream_free(Stream: Pointer); cdecl; external Library_;

type
  TDocument = class(TInterfacedObject, IKoppelDocument)
  private
    FHandle: Pointer;
    function IsFound(Status: Integer; const At: UTF8String): Boolean;
    procedure MustBeFound(Status: Integer; const At: UTF8String);
  public
    constructor Create(Handle: Pointer);
    destructor Destroy; override;
    function Json: UTF8String;
    function Has(const At: UTF8String): Boolean;
    function Text(const At: UTF8String): UTF8String;
    function Minor(const At: UTF8String): Int64;
    function Count(const At: UTF8String): Integer;
  end;

/// Pascal unmasks the floating-point exceptions that C leaves masked: they are masked while the library runs.
function Masked: TMask;
begin
  Result := SetExceptionMask([exInvalidOp, exDenormalized, exZeroDivide, exOverflow, exUnderflow, exPrecision]);
end;

function Copied(From: PAnsiChar; Length: Size): UTF8String;
begin
  SetLength(Result, Length);
  if Length > 0 then Move(From^, Result[1], Length);
end;

function Bytes(const Text: RawByteString): PAnsiChar;
begin
  // Never nil: an empty string is a pointer to its NUL.
  Result := PAnsiChar(Text);
end;

function Checked(Status: Integer; Handle: Pointer): IKoppelDocument;
var
  Doc: IKoppelDocument;

  function Member(const Name, Missing: UTF8String): UTF8String;
  begin
    Result := Missing;
    if Assigned(Handle) and Doc.Has('/error/' + Name) then Result := Doc.Text('/error/' + Name);
  end;

begin
  Doc := TDocument.Create(Handle);
  Result := Doc;
  if Status = KOPPEL_OK then Exit;
  raise EKoppel.Create(Status, Member('code', ''), Member('path', ''), Member('message', 'koppel failed'),
    Member('retryable', 'false') = 'true');
end;

procedure CheckAbi;
begin
  if koppel_abi_check(AbiVersion, VersionNumber) = KOPPEL_OK then Exit;
  raise EKoppel.Create(KOPPEL_ABI, 'abi.mismatch', '', 'This unit and the library do not belong together.', False);
end;

{ EKoppel }

constructor EKoppel.Create(Status: Integer; const Code, Path, Said: UTF8String; IsRetryable: Boolean);
begin
  inherited Create(string(Said));
  FStatus := Status;
  FCode := Code;
  FPath := Path;
  FIsRetryable := IsRetryable;
end;

{ TDocument }

constructor TDocument.Create(Handle: Pointer);
begin
  inherited Create;
  FHandle := Handle;
end;

destructor TDocument.Destroy;
begin
  koppel_doc_free(FHandle);
  inherited;
end;

function TDocument.IsFound(Status: Integer; const At: UTF8String): Boolean;
begin
  Result := Status = KOPPEL_OK;
  if Result or (Status = KOPPEL_NOT_FOUND) then Exit;
  raise EKoppel.Create(Status, '', At, 'What stands there is of another kind.', False);
end;

procedure TDocument.MustBeFound(Status: Integer; const At: UTF8String);
begin
  if not IsFound(Status, At) then raise EKoppel.Create(Status, '', At, 'Nothing stands at ' + At + '.', False);
end;

function TDocument.Json: UTF8String;
begin
  Result := Copied(koppel_doc_data(FHandle), koppel_doc_size(FHandle));
end;

function TDocument.Has(const At: UTF8String): Boolean;
var
  Found: PAnsiChar;
  Length: Size;
begin
  Result := koppel_doc_text(FHandle, Bytes(At), Found, Length) <> KOPPEL_NOT_FOUND;
end;

function TDocument.Text(const At: UTF8String): UTF8String;
var
  Found: PAnsiChar;
  Length: Size;
begin
  MustBeFound(koppel_doc_text(FHandle, Bytes(At), Found, Length), At);
  Result := Copied(Found, Length);
end;

function TDocument.Minor(const At: UTF8String): Int64;
begin
  MustBeFound(koppel_doc_minor(FHandle, Bytes(At), Result), At);
end;

function TDocument.Count(const At: UTF8String): Integer;
var
  Found: Size;
begin
  IsFound(koppel_doc_count(FHandle, Bytes(At), Found), At);
  Result := Integer(Found);
end;

{ TKoppelClient }

constructor TKoppelClient.Create(const Config: UTF8String);
var
  Doc: Pointer;
  Status: Integer;
begin
  inherited Create;
  CheckAbi;
  Status := koppel_client_open(Bytes(Config), Length(Config), FHandle, Doc);
  Checked(Status, Doc);
end;

destructor TKoppelClient.Destroy;
var
  Mask: TMask;
begin
  Mask := Masked;
  koppel_client_close(FHandle);
  SetExceptionMask(Mask);
  inherited;
end;

function CallOn(Client: Pointer; const Method, Request: UTF8String): IKoppelDocument;
var
  Doc: Pointer;
  Status: Integer;
  Mask: TMask;
begin
  Mask := Masked;
  Status := koppel_call(Client, Bytes(Method), Length(Method), Bytes(Request), Length(Request), Doc);
  SetExceptionMask(Mask);
  Result := Checked(Status, Doc);
end;

function TKoppelClient.Call(const Method, Request: UTF8String): IKoppelDocument;
begin
  Result := CallOn(FHandle, Method, Request);
end;

function TKoppelClient.CatalogSync(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('catalog_sync', Request);
end;

function TKoppelClient.StockPut(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('stock_put', Request);
end;

function TKoppelClient.OrderRecord(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('order_record', Request);
end;

function TKoppelClient.OrderPush(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('order_push', Request);
end;

function TKoppelClient.ReturnCredit(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('return_credit', Request);
end;

function TKoppelClient.InboxNext(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('inbox_next', Request);
end;

function TKoppelClient.InboxSettle(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('inbox_settle', Request);
end;

function TKoppelClient.OutboxDrain(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('outbox_drain', Request);
end;

function TKoppelClient.OrestoCall(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('oresto_call', Request);
end;

function TKoppelClient.OrestoSync(const Request: UTF8String): IKoppelDocument;
begin
  Result := Call('oresto_sync', Request);
end;

function TKoppelClient.Health: IKoppelDocument;
begin
  Result := Call('health');
end;

function TKoppelClient.Reply(Status: Integer; Head, Body: Pointer; out HttpBody: IKoppelDocument): IKoppelDocument;
begin
  HttpBody := TDocument.Create(Body);
  Result := Checked(Status, Head);
end;

function TKoppelClient.HttpRespond(const Head: UTF8String; const Body: RawByteString;
  out HttpBody: IKoppelDocument): IKoppelDocument;
var
  OutHead, OutBody: Pointer;
  Status: Integer;
  Mask: TMask;
begin
  Mask := Masked;
  Status := koppel_http_respond(FHandle, Bytes(Head), Length(Head), Bytes(Body), Length(Body), OutHead, OutBody);
  SetExceptionMask(Mask);
  Result := Reply(Status, OutHead, OutBody, HttpBody);
end;

function TKoppelClient.HttpAnswer(const Request: UTF8String; out HttpBody: IKoppelDocument): IKoppelDocument;
var
  OutHead, OutBody: Pointer;
  Status: Integer;
  Mask: TMask;
begin
  Mask := Masked;
  Status := koppel_http_answer(FHandle, Bytes(Request), Length(Request), OutHead, OutBody);
  SetExceptionMask(Mask);
  Result := Reply(Status, OutHead, OutBody, HttpBody);
end;

procedure TKoppelClient.Cancel;
begin
  koppel_client_cancel(FHandle);
end;

procedure Tell(User: Pointer; Level: Int32; Json: PAnsiChar; Length: Size); cdecl;
begin
  try
    TKoppelClient(User).FLog(Level, Copied(Json, Length));
  except
    // Dropped.
  end;
end;

procedure TKoppelClient.SetLog(Log: TKoppelLog; LevelMax: Integer);
begin
  FLog := Log;
  if Assigned(Log) then Checked(koppel_client_set_log(FHandle, Tell, Self, LevelMax), nil)
  else Checked(koppel_client_set_log(FHandle, nil, nil, LevelMax), nil);
end;

{ TKoppelStream }

constructor TKoppelStream.Create(Client: TKoppelClient; const Request: UTF8String);
var
  Doc, Owner: Pointer;
  Status: Integer;
begin
  inherited Create;
  CheckAbi;
  Owner := nil;
  if Assigned(Client) then Owner := Client.Handle;
  Status := koppel_stream_open(Owner, Bytes(Request), Length(Request), FHandle, Doc);
  Checked(Status, Doc);
end;

destructor TKoppelStream.Destroy;
begin
  koppel_stream_free(FHandle);
  inherited;
end;

function TKoppelStream.Feed(const Chunk: RawByteString): IKoppelDocument;
var
  Doc: Pointer;
  Status: Integer;
  Mask: TMask;
begin
  Mask := Masked;
  Status := koppel_stream_feed(FHandle, Bytes(Chunk), Length(Chunk), Doc);
  SetExceptionMask(Mask);
  Result := Checked(Status, Doc);
end;

function TKoppelStream.Finish: IKoppelDocument;
var
  Doc: Pointer;
  Status: Integer;
  Mask: TMask;
begin
  Mask := Masked;
  Status := koppel_stream_finish(FHandle, Doc);
  SetExceptionMask(Mask);
  Result := Checked(Status, Doc);
end;

{ TKoppelJson }

procedure TKoppelJson.Start;
begin
  FText := '{';
end;

procedure TKoppelJson.Lead(const Name: UTF8String);
var
  Before: AnsiChar;
begin
  Before := FText[Length(FText)];
  if (Before <> '{') and (Before <> '[') then FText := FText + ',';
  if Name = '' then Exit;
  Quote(Name);
  FText := FText + ':';
end;

procedure TKoppelJson.Quote(const Value: UTF8String);
var
  Nth, Plain: Integer;

  // Whole stretches are copied: a single byte of a longer letter must not be taken for a letter.
  procedure Flush(const Escape: UTF8String);
  begin
    FText := FText + Copy(Value, Plain, Nth - Plain) + Escape;
    Plain := Nth + 1;
  end;

begin
  FText := FText + '"';
  Plain := 1;
  Nth := 1;
  while Nth <= Length(Value) do
  begin
    case Value[Nth] of
      '"': Flush('\"');
      '\': Flush('\\');
      #0..#31: Flush(UTF8String('\u' + IntToHex(Ord(Value[Nth]), 4)));
    end;
    Inc(Nth);
  end;
  Flush('"');
end;

procedure TKoppelJson.Text(const Name, Value: UTF8String);
begin
  Lead(Name);
  Quote(Value);
end;

procedure TKoppelJson.Whole(const Name: UTF8String; Value: Int64);
begin
  Lead(Name);
  FText := FText + UTF8String(IntToStr(Value));
end;

procedure TKoppelJson.Flag(const Name: UTF8String; Value: Boolean);
const
  Words: array[Boolean] of UTF8String = ('false', 'true');
begin
  Lead(Name);
  FText := FText + Words[Value];
end;

procedure TKoppelJson.Null(const Name: UTF8String);
begin
  Lead(Name);
  FText := FText + 'null';
end;

procedure TKoppelJson.Minor(const Name: UTF8String; Value: Int64);
begin
  Text(Name, KoppelAmount(Value));
end;

procedure TKoppelJson.Raw(const Name, Json: UTF8String);
begin
  Lead(Name);
  FText := FText + Json;
end;

procedure TKoppelJson.BeginObject(const Name: UTF8String);
begin
  Lead(Name);
  FText := FText + '{';
end;

procedure TKoppelJson.BeginList(const Name: UTF8String);
begin
  Lead(Name);
  FText := FText + '[';
end;

procedure TKoppelJson.EndObject;
begin
  FText := FText + '}';
end;

procedure TKoppelJson.EndList;
begin
  FText := FText + ']';
end;

function TKoppelJson.Done: UTF8String;
begin
  Result := FText + '}';
end;

{ What needs no client }

function KoppelCall(const Method, Request: UTF8String): IKoppelDocument;
begin
  CheckAbi;
  Result := CallOn(nil, Method, Request);
end;

function KoppelPaymentSplit(const Request: UTF8String): IKoppelDocument;
begin
  Result := KoppelCall('payment_split', Request);
end;

function KoppelRefundCompute(const Request: UTF8String): IKoppelDocument;
begin
  Result := KoppelCall('refund_compute', Request);
end;

function KoppelProductMap(const Request: UTF8String): IKoppelDocument;
begin
  Result := KoppelCall('product_map', Request);
end;

function KoppelVersion: UTF8String;
begin
  Result := UTF8String(koppel_version_string);
end;

function KoppelAmount(Minor: Int64): UTF8String;
begin
  // By the remainder's own sign, for the least of all amounts has no positive counterpart.
  Result := UTF8String(IntToStr(Abs(Minor div 100)) + '.' + Copy(IntToStr(100 + Abs(Minor mod 100)), 2, 2));
  if Minor < 0 then Result := '-' + Result;
end;

end.
