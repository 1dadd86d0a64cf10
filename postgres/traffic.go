package postgres

import (
	"context"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// Traffic counts what goes to the database since the store was opened: what a message costs is seen by it
// however busy the machine is.
type Traffic struct {
	Statements atomic.Int64
	RoundTrips atomic.Int64 // each waits for the server once; statements that go together share one
}

// Traffic gives the store's figures.
func (s *Store) Traffic() *Traffic { return &s.traffic }

var (
	_ pgx.QueryTracer = (*Traffic)(nil)
	_ pgx.BatchTracer = (*Traffic)(nil)
)

// TraceQueryStart implements pgx.QueryTracer.
func (t *Traffic) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	t.Statements.Add(1)
	t.RoundTrips.Add(1)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (*Traffic) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (t *Traffic) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	t.Statements.Add(int64(data.Batch.Len()))
	t.RoundTrips.Add(1)
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (*Traffic) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (*Traffic) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
