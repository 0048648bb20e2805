import type { Suggestion } from '@/hooks/reorder'

/** A suggestion as the API sends it; a test names only what it is about. */
export function makeSuggestion(changes: Partial<Suggestion> = {}): Suggestion {
  return {
    id: 1,
    medicine_id: 11,
    medicine_name: 'Calpol 500',
    generic_name: 'Paracetamol',
    category: 'Analgesics',
    supplier_name: 'Medline',
    status: 'open',
    suggested_qty: 30,
    order_qty: 30,
    free_qty: 0,
    unit_cost: '1.10',
    order_value: '33.00',
    safe_qty: null,
    at_risk_qty: 0,
    at_risk_value: '0.00',
    pack_size: 15,
    moq: 15,
    on_hand_qty: 6,
    on_order_qty: 0,
    usable_qty: 6,
    expiring_qty: 0,
    days_of_cover: 2,
    demand_per_day: 3,
    expected_demand: 30,
    order_up_to: 36,
    safety_qty: 6,
    lead_time_days: 3,
    review_days: 7,
    service_level: 0.95,
    service_level_from: 'owner',
    confidence: 'high',
    urgency: 'at_risk',
    stock_known: true,
    reason: 'Runs out before next delivery',
    explanation: 'Sells about 3 a day.',
    model: 'test',
    as_of: '2026-11-23',
    computed_at: '2026-11-24T06:00:00Z',
    dismissed_reason: null,
    decided_at: null,
    inputs: {},
    ...changes,
  }
}

export function jsonResponse(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}
