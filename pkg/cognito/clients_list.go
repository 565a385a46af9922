package cognito

import "context"

// clientsPage is how many clients a page has unless the request says (a guess: docs/departures.md#clients-page).
const clientsPage = 60

// regularClient is the type of every client here: the other, DCR, registers itself with a sign-in endpoint.
const regularClient = "REGULAR"

// listUserPoolClients lists in ascending order of the ids. The token is the id that a page begins after, and any text
// will do. ClientType takes out of the page what is of the other type.
func (s *Service) listUserPoolClients(
	ctx context.Context, call Call, in *ListUserPoolClientsRequest,
) (*ListUserPoolClientsResponse, error) {
	p, err := s.get(ctx, call, *in.UserPoolId)
	if err != nil {
		return nil, err
	}
	limit := clientsPage
	if in.MaxResults != nil {
		limit = *in.MaxResults
	}
	page, more, err := s.Store.Records(ctx, p.Owner(), ClientRecord, startOf(in.NextToken), limit)
	if err != nil {
		return nil, StoreError(p.ID, err)
	}
	out := &ListUserPoolClientsResponse{UserPoolClients: []UserPoolClientDescription{}}
	if more {
		out.NextToken = &page[len(page)-1].ID
	}
	if orElse(in.ClientType, regularClient) != regularClient {
		return out, nil
	}
	out.UserPoolClients = each(page, listedClient)
	return out, nil
}

func listedClient(r *Record) UserPoolClientDescription {
	return UserPoolClientDescription{r.ID, r.client().Name, r.Owner.PoolID}
}

// startOf is where the page of a token begins: as many of its characters as an id can have, which sort among ids as
// the whole does and are no key that a store could not take.
func startOf(token *string) string {
	if token == nil {
		return ""
	}
	characters := []rune(*token)
	return string(characters[:min(len(characters), clientID.Max.N)])
}
